package dev.slipway.modelserver.convert;

/**
 * How an objective turns the sum of leaves into what {@code predict} returns.
 *
 * @param kind the function
 * @param scale LightGBM's {@code sigmoid} for {@link Kind#SIGMOID}, else 1
 */
record Link(Kind kind, double scale) {
    static final Link IDENTITY = of(Kind.IDENTITY);

    enum Kind {
        /** x. */
        IDENTITY,
        /** 1 / (1 + exp(-scale x)). */
        SIGMOID,
        /** exp(x). */
        EXP,
        /** log(1 + exp(x)). */
        LOG1P_EXP,
        /** sign(x) x². */
        SIGNED_SQUARE,
        /** 1 where x is positive, else 0. */
        STEP,
        /** exp(x) / sum of exp(x) over the groups of a row. */
        SOFTMAX,
        /** The number of the first largest group of a row. */
        ARGMAX
    }

    static Link of(Kind kind) {
        return new Link(kind, 1);
    }
}

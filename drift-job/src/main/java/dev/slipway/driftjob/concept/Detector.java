package dev.slipway.driftjob.concept;

/**
 * Watches a stream of errors, 0 or 1 each (some take any number), and tells when their rate has changed. Behaves as MOA
 * 2024.07 step by step. After drift it starts anew with the next value.
 */
public sealed interface Detector permits Ddm, Eddm, PageHinkley, HddmA, HddmW, Adwin, Kswin {
    Signal add(double error);

    /** Everything it remembers, for {@link #restore} in a later run. */
    double[] state();

    /** Goes on where another of its kind stopped. IllegalArgumentException where the state is not of this kind. */
    void restore(double[] state);

    /** Checks the length of a fixed-size state. */
    static double[] checked(double[] state, int length) {
        if (state.length != length) {
            throw new IllegalArgumentException(
                    "the state of the detector has " + state.length + " numbers instead of " + length);
        }
        return state;
    }
}

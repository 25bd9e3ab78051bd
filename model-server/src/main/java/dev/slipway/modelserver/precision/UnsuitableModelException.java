package dev.slipway.modelserver.precision;

/** A model that cannot be run in another precision; the message says why and what to do. */
public final class UnsuitableModelException extends Exception {
    private static final long serialVersionUID = 1;

    UnsuitableModelException(String message) {
        super(message);
    }

    /** Too many bytes. */
    public static UnsuitableModelException tooLarge(long most) {
        return new UnsuitableModelException(
                "The precision of models up to %d bytes can be changed at load; convert this one and leave precision out."
                        .formatted(most));
    }
}

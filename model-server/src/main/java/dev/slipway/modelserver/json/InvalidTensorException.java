package dev.slipway.modelserver.json;

/** Elements that cannot become the tensor they are for; the message is for the client. */
public final class InvalidTensorException extends Exception {
    private static final long serialVersionUID = 1;

    /** One sentence naming the tensor, what was given and what it takes. */
    public InvalidTensorException(String message) {
        super(message);
    }
}

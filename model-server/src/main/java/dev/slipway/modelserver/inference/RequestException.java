package dev.slipway.modelserver.inference;

/** A request that is answered with an error; the message is for the client. */
public final class RequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final FailureCode code;

    /** A code and one sentence. */
    public RequestException(FailureCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The client sent something wrong. */
    @SuppressWarnings("AnnotateFormatMethod")
    public static RequestException badRequest(String format, Object... values) {
        return new RequestException(FailureCode.INVALID_ARGUMENT, format.formatted(values));
    }

    /** The client asks for what this version does not do. */
    @SuppressWarnings("AnnotateFormatMethod")
    public static RequestException unsupported(String format, Object... values) {
        return new RequestException(FailureCode.UNSUPPORTED, format.formatted(values));
    }

    /** The client asks for what is not here. */
    @SuppressWarnings("AnnotateFormatMethod")
    public static RequestException notFound(String format, Object... values) {
        return new RequestException(FailureCode.NOT_FOUND, format.formatted(values));
    }

    /** As the answer. */
    public InferenceFailure failure() {
        return InferenceFailure.of(code, String.valueOf(getMessage()));
    }
}

package dev.slipway.modelserver.http;

/** A request that is answered with an error; the message is for the client. */
final class RequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** A status of HTTP and one sentence. */
    RequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The client sent something wrong. */
    @SuppressWarnings("AnnotateFormatMethod")
    static RequestException badRequest(String format, Object... values) {
        return new RequestException(400, format.formatted(values));
    }

    /** The client asks for what this version does not do. */
    @SuppressWarnings("AnnotateFormatMethod")
    static RequestException unsupported(String format, Object... values) {
        return new RequestException(501, format.formatted(values));
    }

    int status() {
        return status;
    }
}

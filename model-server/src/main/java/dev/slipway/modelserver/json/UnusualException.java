package dev.slipway.modelserver.json;

/** A document is not of the common shape; the complete reader must look at it. No error yet, so it carries nothing. */
public final class UnusualException extends Exception {
    private static final long serialVersionUID = 1;

    private UnusualException() {
        super("unusual", null, false, false);
    }

    static UnusualException unusual() {
        return new UnusualException();
    }
}

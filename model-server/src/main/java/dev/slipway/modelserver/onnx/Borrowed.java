package dev.slipway.modelserver.onnx;

/** Memory that a request holds until it is over. */
public interface Borrowed extends AutoCloseable {
    /** Gives it back. */
    @Override
    void close();
}

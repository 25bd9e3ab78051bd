package dev.slipway.modelserver.telemetry;

/** What the path of a request tells while it goes on. By default nobody listens. */
public interface RequestObserver {
    /** Nobody listens. */
    RequestObserver NONE = new RequestObserver() {};

    /** The body became tensors. {@code requestId} is the body's own, empty for none. */
    default void decoded(String requestId, long rows) {}

    /** It waited so long for a worker. */
    default void waited(long nanos) {}

    /** The model ran so long; the whole run where several requests shared it. */
    default void computed(long nanos) {}
}

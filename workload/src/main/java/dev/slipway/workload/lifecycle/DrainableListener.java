package dev.slipway.workload.lifecycle;

/** A listener that can end without losing a request; {@link Drain} calls these in the order in which they stand here. */
public interface DrainableListener {
    /** Tells clients that watch the server's health that it is no longer ready; requests go on being answered. */
    default void notReady() {}

    /** Refuses new connections from now on. */
    void stopAccepting();

    /** Whether nothing is in flight. */
    boolean idle();

    /** Closes what is left. */
    void close();
}

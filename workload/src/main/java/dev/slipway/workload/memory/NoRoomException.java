package dev.slipway.workload.memory;

/** There is no room in a budget; the message says for what, and what to do. No defect, and it has no stack. */
public final class NoRoomException extends RuntimeException {
    /** When it makes sense to try again. */
    public static final long RETRY_MILLIS = 1000;

    private static final long serialVersionUID = 1;

    NoRoomException(String message) {
        super(message, null, false, false);
    }

    /** There was room, but the process has no memory for {@code what} after all. */
    public static NoRoomException noMemory(String what) {
        return new NoRoomException(
                "There is no memory left for " + what + "; try again, or raise resources.limits.memory.");
    }
}

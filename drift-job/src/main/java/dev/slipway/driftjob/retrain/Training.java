package dev.slipway.driftjob.retrain;

/**
 * Where a training stands.
 *
 * @param detail for people; empty: nothing more to say
 */
record Training(State state, String detail) {
    enum State {
        /** Not yet at its end. */
        RUNNING,
        /** At its end, with success. */
        SUCCEEDED,
        /** At its end, without. */
        FAILED,
        /** It will not go on before somebody does something. */
        PAUSED
    }

    boolean goesOn() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    static Training of(State state) {
        return new Training(state, "");
    }
}

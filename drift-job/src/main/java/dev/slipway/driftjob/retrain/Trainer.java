package dev.slipway.driftjob.retrain;

import dev.slipway.driftjob.web.WebException;
import dev.slipway.workload.failure.FailureException;

/** Whoever trains. Every call may be made again: WebException asks for that, FailureException for the end. */
interface Trainer extends AutoCloseable {
    /** What the summary calls it. */
    String executor();

    /** How people find the training there. */
    String externalId();

    /** How messages call it: its address, as it may be shown. */
    String shown();

    /** Starts the training, or finds the one that an attempt before started. */
    Started start() throws WebException, FailureException;

    /** How far it is. */
    Training look() throws WebException, FailureException;

    /** Ends a training that nobody waits for any more, so that it does not run beside the next. */
    void giveUp() throws WebException, FailureException;

    @Override
    void close();

    /** How a start went. */
    enum Started {
        /** It began now. */
        NEW,
        /** An attempt before began it. */
        ADOPTED,
        /** It is done already. */
        DONE,
        /** It was taken, and nobody will say how it went. */
        ACCEPTED
    }
}

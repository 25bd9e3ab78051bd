package dev.slipway.driftjob.concept;

/** What a detector says after a value. */
public enum Signal {
    NONE,
    WARNING,
    DRIFT
}

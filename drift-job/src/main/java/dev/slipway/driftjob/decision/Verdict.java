package dev.slipway.driftjob.decision;

/** What a comparison came to. */
public enum Verdict {
    NO_DRIFT,
    DRIFT,
    /** The rows do not suffice to tell. Nobody is woken for it. */
    UNDECIDED,
    /** Too few rows, or no value at all. */
    NO_DATA,
    ERROR
}

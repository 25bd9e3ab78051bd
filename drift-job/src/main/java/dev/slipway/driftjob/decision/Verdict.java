package dev.slipway.driftjob.decision;

/** What a comparison came to. */
public enum Verdict {
    NO_DRIFT,
    DRIFT,
    /** The rows do not suffice to tell. Nobody is woken for it. */
    UNDECIDED,
    /** Too few rows, or no value at all. */
    NO_DATA,
    ERROR;

    /** The word that users see: NoDrift, Drift, Undecided, NoData, Error. */
    public String word() {
        return switch (this) {
            case NO_DRIFT -> "NoDrift";
            case DRIFT -> "Drift";
            case UNDECIDED -> "Undecided";
            case NO_DATA -> "NoData";
            case ERROR -> "Error";
        };
    }
}

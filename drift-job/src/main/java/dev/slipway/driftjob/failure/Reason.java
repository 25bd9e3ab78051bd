package dev.slipway.driftjob.failure;

import dev.slipway.workload.failure.FailureReason;

/** Why the job ended without a result, beside the reasons that every process can have. */
public enum Reason implements FailureReason {
    /** Rows cannot be read: a database is away, there is no such table, a file is damaged. */
    SourceUnavailable,
    /** The same, of the reference. */
    BaselineUnavailable,
    /** A model that cannot be loaded, or that does not fit the rows. */
    ModelInvalid,
    /** The report or the state cannot be written. */
    StoreUnavailable
}

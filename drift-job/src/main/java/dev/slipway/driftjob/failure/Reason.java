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
    StoreUnavailable,
    /** A receiver of alerts cannot be reached, or did not confirm. */
    SinkUnavailable,
    /** A receiver of alerts does not want this message, today or ever. */
    SinkRefused,
    /** Whoever trains cannot be reached. */
    TrainerUnavailable,
    /** Whoever trains does not know what was asked for, or answers as none does. */
    TrainerRefused,
    /** The DAG is paused. */
    TrainerPaused,
    /** A training came to its end without success. */
    TrainingFailed,
    /** A training took too long. */
    TrainingTimeout
}

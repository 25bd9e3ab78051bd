package dev.slipway.featureserver.failure;

import dev.slipway.workload.failure.FailureReason;

/**
 * Why a process of this image ended, beside the reasons that every process can have. The names are a contract: the operator
 * copies them into the conditions of a FeatureView, so one is never renamed.
 */
public enum Reason implements FailureReason {
    /** PostgreSQL does not answer. */
    SourceUnreachable,
    /** The table or query does not have the columns or types that the view declares. */
    SchemaMismatch,
    /** PostgreSQL refused the query or ended it. */
    QueryFailed,
    /** Redis does not answer. */
    OnlineStoreUnreachable,
    /** Redis refused a command: full, read-only, or not allowed. */
    OnlineStoreRefused,
    /** A rule of the validation failed, and the view's rows were not written. */
    ValidationFailed,
    /** The file, object or table of an export cannot be written. */
    OutputFailed,
    /** Another run of the same view is in progress. */
    AlreadyRunning
}

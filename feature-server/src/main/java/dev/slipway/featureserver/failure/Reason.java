package dev.slipway.featureserver.failure;

/**
 * Why a process of this image ended. The names are a contract: the operator copies them into the conditions of a
 * FeatureView, so one is never renamed.
 */
public enum Reason {
    /** The configuration file is missing, is no JSON, or a field has a value that cannot be used. */
    InvalidConfig,
    /** A Secret or volume that the configuration names is not there. */
    ReferenceNotFound,
    /** A Secret is there but does not hold the keys that are needed. */
    InvalidSecret,
    /** PostgreSQL does not answer. */
    SourceUnreachable,
    /** PostgreSQL or Redis refused the credentials, or a right is missing. */
    AccessDenied,
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
    AlreadyRunning,
    /** Memory ran out. */
    OutOfMemory,
    /** A defect of this program. */
    InternalError
}

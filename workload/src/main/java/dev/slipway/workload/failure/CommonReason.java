package dev.slipway.workload.failure;

/** Why any process of the data plane may end. */
public enum CommonReason implements FailureReason {
    /** The configuration file is missing, is no JSON, or a field has a value that cannot be used. */
    InvalidConfig,
    /** A Secret or file that the configuration names is not there. */
    ReferenceNotFound,
    /** A Secret is there but does not hold the keys that are needed. */
    InvalidSecret,
    /** A store refused the credentials, a right is missing, or a file may not be read. */
    AccessDenied,
    /** A store answered that there is no such file or object. */
    ArtifactNotFound,
    /** A store did not answer, or not whole. */
    ArtifactUnavailable,
    /** The model registry did not answer, or not as one does. */
    RegistryUnreachable,
    /** The volume for what is fetched is full. */
    DiskFull,
    /** Memory ran out. */
    OutOfMemory,
    /** A defect of this program. */
    InternalError
}

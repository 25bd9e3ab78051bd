package dev.slipway.modelserver.failure;

import dev.slipway.workload.failure.FailureReason;

/**
 * Why a process of this image ended, beside the reasons that every process can have. The names are a contract: the operator
 * copies them into the conditions of a ModelDeployment, so one is never renamed.
 */
public enum Reason implements FailureReason {
    /** The model's bytes are not the ones that the digest names. */
    ChecksumMismatch,
    /** The file starts as an ONNX model and does not end as one. */
    ArtifactCorrupt,
    /** The file is no ONNX model, or one that cannot be served. */
    UnsupportedModelFormat,
    /** ONNX Runtime refused the model. */
    ModelLoadFailed,
    /** The model loads but cannot run on an input made from its own signature. */
    WarmupFailed,
    /** The model answers a golden request with other numbers than it should. */
    GoldenMismatch
}

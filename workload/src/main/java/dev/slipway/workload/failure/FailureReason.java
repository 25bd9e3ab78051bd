package dev.slipway.workload.failure;

/**
 * Why a process ended, as one word. Each module has an enum of its own reasons; those that every process can have are
 * {@link CommonReason}. The names are a contract: the operator copies them into conditions, so one is never renamed.
 */
public interface FailureReason {
    /** The word, as {@code InvalidConfig}; every enum constant has it. */
    String name();
}

package dev.slipway.operator.status;

import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;

/**
 * Why a spec cannot be put into effect. What ran before goes on.
 *
 * @param message the field, its value, and what to do
 * @param home the condition that tells it
 */
public record Refusal(Reason reason, String message, ConditionType home, Severity severity) {
    /** One that a person must heal. */
    public Refusal(Reason reason, String message) {
        this(reason, message, ConditionType.ACCEPTED, Severity.STUCK);
    }

    public static Refusal invalid(String message) {
        return new Refusal(Reason.INVALID_SPEC, message);
    }

    /** What the refusal means for its condition. */
    public Verdict verdict() {
        return reason == Reason.PENDING
                ? Verdict.unknown(home, reason, message)
                : new Verdict(home, State.FALSE, reason, message, severity);
    }
}

package dev.slipway.operator.status;

import dev.slipway.operator.model.ShortText;

/**
 * What one check found about one condition. {@code message} says the cause first, then what to do; it holds no pod names,
 * times or counters that move at rest, so that a status does not change while nothing happens.
 */
public record Verdict(ConditionType type, State state, Reason reason, String message, Severity severity) {
    /** kubectl and Argo CD show the whole message; longer ones are cut here, never by a reader. */
    private static final int MESSAGE_MAX = 256;

    public Verdict {
        message = ShortText.of(message, MESSAGE_MAX);
    }

    public enum State {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** Whether time may heal it ({@code WAITING}: Reconciling) or a person must ({@code STUCK}: Stalled). */
    public enum Severity {
        NONE,
        WAITING,
        STUCK
    }

    public static Verdict fine(ConditionType type, Reason reason, String message) {
        return new Verdict(type, State.TRUE, reason, message, Severity.NONE);
    }

    /** It does not hold, and may come to hold without anybody's help. */
    public static Verdict waiting(ConditionType type, Reason reason, String message) {
        return new Verdict(type, State.FALSE, reason, message, Severity.WAITING);
    }

    /** It does not hold, and somebody has to act. */
    public static Verdict stuck(ConditionType type, Reason reason, String message) {
        return new Verdict(type, State.FALSE, reason, message, Severity.STUCK);
    }

    /** Not known yet. */
    public static Verdict unknown(ConditionType type, Reason reason, String message) {
        return new Verdict(type, State.UNKNOWN, reason, message, Severity.WAITING);
    }

    public boolean holds() {
        return state == State.TRUE;
    }

    public Verdict on(ConditionType other) {
        return new Verdict(other, state, reason, message, severity);
    }
}

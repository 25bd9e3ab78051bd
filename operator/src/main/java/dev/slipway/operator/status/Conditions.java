package dev.slipway.operator.status;

import dev.slipway.api.common.Condition;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns verdicts into the conditions of one object: the judged ones, and the summary that kubectl wait, kstatus, Argo CD
 * and Flux read. Of Ready, Reconciling, Stalled and Paused exactly one is True; Ready may stay True beside Paused.
 */
public final class Conditions {
    private Conditions() {}

    /**
     * How an object stands as a whole: the first entry that tells of a failure, or else the first that does not hold yet. What
     * is merely not known yet gives way to its cause further down: no model is fetched while no node has room for the pod.
     */
    public static Verdict ready(List<Verdict> inReadyOrder, boolean paused) {
        var failing = inReadyOrder.stream().filter(v -> !v.holds()).toList();
        var summary = failing.stream()
                .filter(v -> v.reason().isFailure())
                .findFirst()
                .or(() -> failing.stream().findFirst())
                .map(v -> v.severity() == Severity.STUCK
                        ? Verdict.stuck(ConditionType.READY, v.reason(), v.message())
                        : Verdict.waiting(ConditionType.READY, v.reason(), v.message()))
                .orElseGet(() -> {
                    var last = inReadyOrder.getLast();
                    return Verdict.fine(ConditionType.READY, last.reason(), last.message());
                });
        return paused
                ? new Verdict(
                        ConditionType.READY, summary.state(), Reason.PAUSED, pausedMessage(summary), Severity.NONE)
                : summary;
    }

    private static String pausedMessage(Verdict summary) {
        return summary.holds()
                ? "No changes are made while this object is paused."
                : "Paused while not ready: " + summary.message();
    }

    /** All conditions, Ready first. {@code previous} keeps the transition time of what did not change. */
    public static List<Condition> of(
            List<Verdict> inReadyOrder,
            List<Verdict> apart,
            boolean paused,
            long generation,
            Instant now,
            List<Condition> previous) {
        var ready = ready(inReadyOrder, paused);
        var all = new ArrayList<Verdict>();
        all.add(ready);
        all.addAll(inReadyOrder);
        all.addAll(apart);
        all.add(reconciling(ready, paused));
        all.add(stalled(ready, paused));
        all.add(paused(paused));
        return all.stream().map(v -> condition(v, generation, now, previous)).toList();
    }

    private static Verdict reconciling(Verdict ready, boolean paused) {
        var active = !paused && !ready.holds() && ready.severity() != Severity.STUCK;
        return active
                ? new Verdict(ConditionType.RECONCILING, State.TRUE, ready.reason(), ready.message(), Severity.NONE)
                : new Verdict(
                        ConditionType.RECONCILING,
                        State.FALSE,
                        paused ? Reason.PAUSED : Reason.RECONCILED,
                        "",
                        Severity.NONE);
    }

    private static Verdict stalled(Verdict ready, boolean paused) {
        var stalled = !paused && !ready.holds() && ready.severity() == Severity.STUCK;
        return stalled
                ? new Verdict(ConditionType.STALLED, State.TRUE, ready.reason(), ready.message(), Severity.NONE)
                : new Verdict(ConditionType.STALLED, State.FALSE, Reason.NOT_STALLED, "", Severity.NONE);
    }

    private static Verdict paused(boolean paused) {
        return paused
                ? new Verdict(
                        ConditionType.PAUSED,
                        State.TRUE,
                        Reason.PAUSED,
                        "No changes are made until spec.paused is false and the annotation slipway.dev/paused is gone.",
                        Severity.NONE)
                : new Verdict(ConditionType.PAUSED, State.FALSE, Reason.NOT_PAUSED, "", Severity.NONE);
    }

    private static Condition condition(Verdict verdict, long generation, Instant now, List<Condition> previous) {
        var type = verdict.type().word();
        var status = verdict.state().word();
        var since = find(previous, verdict.type())
                .filter(c -> c.status().equals(status))
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new Condition(type, status, generation, since, verdict.reason().word(), verdict.message());
    }

    /** The condition of this type, if the object has it. */
    public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
        return conditions.stream().filter(c -> c.type().equals(type.word())).findFirst();
    }

    /** Whether the object has the condition of this type, and it is True. */
    public static boolean isTrue(List<Condition> conditions, ConditionType type) {
        return find(conditions, type)
                .filter(c -> c.status().equals(State.TRUE.word()))
                .isPresent();
    }
}

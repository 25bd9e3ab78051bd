package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where retraining stands: what the status remembers. Nothing else is remembered, so that a new operator goes on as the old
 * one would have.
 *
 * @param runId id of the present or last retraining, or of the one that waits; empty: there was none
 * @param lastRequest the request behind it
 * @param started when its Job was made, as seen; empty: it was not seen yet
 * @param starts when retrainings began, in the order in which they were decided; the last one's decision until its Job is seen
 * @param abandoned ids of failed trainings that may go on at whoever trains; the next one ends them before it begins
 */
public record Retraining(
        Phase phase,
        String runId,
        String trigger,
        String message,
        String lastRequest,
        Optional<Instant> started,
        Optional<Instant> finished,
        List<Instant> starts,
        List<String> abandoned) {
    private static final int MOST_ABANDONED = 16;

    public static final Retraining NONE =
            new Retraining(Phase.Idle, "", "", "", "", Optional.empty(), Optional.empty(), List.of(), List.of());

    public Retraining {
        starts = List.copyOf(starts);
        abandoned = List.copyOf(abandoned);
    }

    /** What the status says; a time that cannot be read is as if it were absent. */
    public static Retraining of(@Nullable RetrainingState state) {
        return state == null
                ? NONE
                : new Retraining(
                        state.phase() == null ? Phase.Idle : state.phase(),
                        orEmpty(state.runId()),
                        orEmpty(state.trigger()),
                        orEmpty(state.message()),
                        orEmpty(state.lastRequest()),
                        Times.read(state.startTime()),
                        Times.read(state.finishTime()),
                        state.starts().stream()
                                .flatMap(t -> Times.read(t).stream())
                                .toList(),
                        state.abandoned());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** For the status; {@code nextAllowed} empty where nothing holds the next one back. */
    public RetrainingState state(RetrainingPolicy policy, Instant now) {
        var counted = policy.within(starts, now);
        return new RetrainingState(
                phase,
                orNull(runId),
                orNull(trigger),
                orNull(message),
                orNull(lastRequest),
                started.map(Instant::toString).orElse(null),
                finished.map(Instant::toString).orElse(null),
                counted.stream().map(Instant::toString).toList(),
                counted.size(),
                policy.allowance(starts, now).at().map(Instant::toString).orElse(null),
                abandoned);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    public boolean inFlight() {
        return phase == Phase.Running || phase == Phase.Evaluating;
    }

    /** Whether a request waits for a time or a person. */
    public boolean waits() {
        return phase == Phase.CoolingDown || phase == Phase.OutOfBudget || phase == Phase.AwaitingApproval;
    }

    Request request() {
        return new Request(lastRequest, trigger);
    }

    Retraining waiting(Phase why, String message, Request request, String id) {
        return asked(why, id, request, message);
    }

    Retraining decided(Request request, String id, Instant at) {
        var all = new ArrayList<>(starts);
        all.add(at);
        return asked(Phase.Running, id, request, "").with(all);
    }

    private Retraining asked(Phase phase, String id, Request request, String message) {
        return new Retraining(
                phase,
                id,
                request.trigger(),
                message,
                request.id(),
                Optional.empty(),
                Optional.empty(),
                starts,
                abandoned);
    }

    /**
     * Its Job exists: from now on it counts from when the Job was made, rather than from when it was decided. A Job that is made
     * again counts in place of the one before; the training began with the first.
     */
    Retraining seen(Instant created) {
        var began = started.or(() -> Optional.of(created));
        return new Retraining(phase, runId, trigger, message, lastRequest, began, finished, starts, abandoned)
                .begunAt(created);
    }

    /** When it began, or was decided where that is not known yet. */
    public Optional<Instant> begun() {
        return started.or(() -> starts.isEmpty() ? Optional.empty() : Optional.of(starts.getLast()));
    }

    /** The last one counts from this time on. */
    Retraining begunAt(Instant time) {
        var all = new ArrayList<>(starts.subList(0, Math.max(0, starts.size() - 1)));
        all.add(time);
        return with(all);
    }

    /** With starts that only the Jobs tell of. */
    Retraining withStarts(List<Instant> created) {
        var all = new LinkedHashSet<>(starts);
        all.addAll(created);
        return with(List.copyOf(all));
    }

    private Retraining with(List<Instant> starts) {
        return new Retraining(phase, runId, trigger, message, lastRequest, started, finished, starts, abandoned);
    }

    /** There is a candidate, which the gate judges. */
    Retraining trained(Instant at) {
        return ended(Phase.Evaluating, "", at);
    }

    Retraining ended(Phase how, String why, Instant at) {
        return new Retraining(how, runId, trigger, why, lastRequest, started, Optional.of(at), starts, abandoned);
    }

    /** This training has failed, and may go on all the same. */
    Retraining abandonedToo() {
        var all = new LinkedHashSet<>(abandoned);
        all.add(runId);
        return leaving(List.copyOf(all).subList(Math.max(0, all.size() - MOST_ABANDONED), all.size()));
    }

    /** With these trainings to be ended by the next one. */
    Retraining leaving(List<String> others) {
        return new Retraining(phase, runId, trigger, message, lastRequest, started, finished, starts, others);
    }

    Retraining calledOff() {
        return asked(Phase.Idle, "", new Request(lastRequest, ""), "");
    }

    /** Nothing trains the model any more; what was begun still counts if something does again. */
    static RetrainingState withdrawn(RetrainingState state) {
        return new RetrainingState(
                Phase.Idle,
                null,
                null,
                null,
                state.lastRequest(),
                null,
                null,
                state.starts(),
                state.starts().size(),
                null,
                state.abandoned());
    }
}

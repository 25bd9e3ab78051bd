package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.Slipway;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Facts;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Step;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.status.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a monitor has come: which runs were heard, whether drift is announced, and where retraining stands. All of it goes
 * into the status; what is to be told is told before, under a name that telling it twice does not double.
 *
 * @param moves whether the step changed what is remembered of retraining, so that another one may follow at once
 * @param policy how often at most the model is trained again; empty if nothing trains it
 */
public record Progress(
        Hearing hearing,
        Optional<RetrainingPolicy> policy,
        Retraining retraining,
        List<Wanted> wanted,
        boolean moves,
        List<Announcement> news) {

    /** @param held nothing new is begun: the spec is refused, or paused */
    public static Progress of(ObservedMonitor observed, boolean held) {
        var hearing = Hearing.of(observed);
        var before = Retraining.of(
                observed.previous().map(DriftMonitorStatus::retraining).orElse(null));
        var policy = held ? Optional.<RetrainingPolicy>empty() : policy(observed);
        if (policy.isEmpty()) {
            return new Progress(hearing, Optional.empty(), before, List.of(), false, hearing.news());
        }
        var step = step(observed, hearing, before, policy.get());
        var news = new ArrayList<>(hearing.news());
        RetrainingNews.of(before, step.retraining()).ifPresent(news::add);
        return new Progress(
                hearing,
                policy,
                step.retraining(),
                step.wanted(),
                !step.retraining()
                        .state(policy.get(), observed.now())
                        .equals(before.state(policy.get(), observed.now())),
                List.copyOf(news));
    }

    private static Step step(ObservedMonitor observed, Hearing hearing, Retraining before, RetrainingPolicy policy) {
        var facts = new Facts(
                observed.now(),
                Requests.now(observed, hearing.findings(), before),
                hearing.findings().filter(Findings::succeeded).isPresent(),
                observed.annotation(Slipway.APPROVE_RETRAINING_ANNOTATION),
                observed.jobs().stream().map(MonitorJob::inLoop).toList(),
                Map.of(),
                false);
        return new RetrainingLoop(policy, observed.uid()).step(before, Gate.NONE, facts);
    }

    private static Optional<RetrainingPolicy> policy(ObservedMonitor observed) {
        var asked = observed.spec().retraining();
        return asked == null
                ? Optional.empty()
                : Optional.of(new RetrainingPolicy(
                        Durations.parse(asked.cooldown()),
                        asked.budget().maxRuns(),
                        Durations.parse(asked.budget().period()),
                        asked.approval() == dev.slipway.api.driftmonitor.Retraining.Approval.Manual,
                        Durations.parse(asked.timeout()),
                        false,
                        Duration.ZERO));
    }

    /** What the status remembers of retraining; empty where there never was any. */
    public Optional<DriftMonitorStatus.RetrainingState> state(ObservedMonitor observed) {
        return policy.map(p -> retraining.state(p, observed.now()))
                .or(() -> observed.previous().flatMap(status -> Optional.ofNullable(status.retraining())))
                .map(state -> observed.spec().retraining() == null ? calledOff(state) : state);
    }

    /** Nothing trains the model any more; what was begun still counts if something does again. */
    private static DriftMonitorStatus.RetrainingState calledOff(DriftMonitorStatus.RetrainingState state) {
        return new DriftMonitorStatus.RetrainingState(
                DriftMonitorStatus.RetrainingState.Phase.Idle,
                null,
                null,
                null,
                state.lastRequest(),
                null,
                null,
                state.starts(),
                state.starts().size(),
                null);
    }

    /** When to look again without an event: the clock ticks, or a time comes that something waits for. */
    public Optional<Duration> again(ObservedMonitor observed) {
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        if (moves) {
            return Optional.of(Duration.ZERO);
        }
        var allowed = retraining.waits()
                ? policy.get()
                        .allowance(retraining.starts(), observed.now())
                        .at()
                        .map(at -> Duration.between(observed.now(), at).plusMillis(1))
                : Optional.<Duration>empty();
        return Stream.of(allowed, Requests.untilTick(observed))
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    /** The words for a phase of retraining. */
    public static Reason reason(DriftMonitorStatus.RetrainingState.Phase phase) {
        return switch (phase) {
            case Idle -> Reason.RETRAINING_IDLE;
            case AwaitingApproval -> Reason.AWAITING_APPROVAL;
            case Running -> Reason.RETRAINING;
            case Evaluating -> Reason.EVALUATING;
            case Succeeded -> Reason.RETRAINING_SUCCEEDED;
            case Failed -> Reason.RETRAINING_FAILED;
            case CoolingDown -> Reason.COOLING_DOWN;
            case OutOfBudget -> Reason.OUT_OF_BUDGET;
        };
    }
}

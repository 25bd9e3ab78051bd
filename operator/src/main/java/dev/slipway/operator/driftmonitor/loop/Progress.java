package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.Slipway;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.AlertState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Facts;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Step;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.observe.GateSummary;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a monitor has come: which runs were heard, whether drift is announced and who has still to be told, and where
 * retraining and the gate stand. All of it goes into the status; what is to be told is told before, under a name that telling
 * it twice does not double.
 *
 * @param policy how often at most the model is trained again; empty if nothing trains it
 * @param wanted Jobs that should exist
 * @param moves whether the step changed what is remembered, so that another one may follow at once
 */
public record Progress(
        Hearing hearing,
        Optional<RetrainingPolicy> policy,
        Retraining retraining,
        Gate gate,
        Notices notices,
        List<Wanted> wanted,
        boolean moves,
        List<Announcement> news) {

    /** @param held nothing new is begun: the spec is refused, or paused */
    public static Progress of(ObservedMonitor observed, boolean held) {
        var hearing = Hearing.of(observed);
        var notices = notices(observed, hearing, held);
        var before = new Step(
                Retraining.of(
                        observed.previous().map(DriftMonitorStatus::retraining).orElse(null)),
                Gate.of(observed.previous().map(DriftMonitorStatus::promotion).orElse(null)),
                List.of());
        var policy = held ? Optional.<RetrainingPolicy>empty() : RetrainingPolicy.of(observed.spec());
        var step = policy.map(p -> step(observed, hearing, before, p)).orElse(before);
        var news = new ArrayList<>(hearing.news());
        news.addAll(notices.news());
        RetrainingNews.of(before.retraining(), step.retraining()).ifPresent(news::add);
        GateNews.of(before.gate(), step.gate()).ifPresent(news::add);
        var moves = policy.filter(p -> differ(before, step, p, observed.now())).isPresent()
                || (!held && !notices.pending().equals(kept(observed)));
        return new Progress(
                hearing,
                policy,
                step.retraining(),
                step.gate(),
                notices,
                Stream.concat(step.wanted().stream(), notices.wanted().stream()).toList(),
                moves,
                List.copyOf(news));
    }

    private static boolean differ(Step before, Step after, RetrainingPolicy policy, Instant now) {
        return !after.retraining().state(policy, now).equals(before.retraining().state(policy, now))
                || !after.gate().equals(before.gate());
    }

    private static Notices notices(ObservedMonitor observed, Hearing hearing, boolean held) {
        var sinks =
                observed.spec().alerting().sinks().stream().map(SinkName::of).toList();
        return held
                ? Notices.held(kept(observed), hearing.edges(), sinks)
                : Notices.step(kept(observed), hearing.edges(), sinks, jobs(observed), observed.now());
    }

    private static List<Notice> kept(ObservedMonitor observed) {
        return observed.previous().map(DriftMonitorStatus::alert).map(AlertState::notices).orElse(List.of()).stream()
                .map(Notice::of)
                .toList();
    }

    private static List<LoopJob> jobs(ObservedMonitor observed) {
        return observed.jobs().stream().map(job -> job.inLoop(observed.now())).toList();
    }

    private static Step step(ObservedMonitor observed, Hearing hearing, Step before, RetrainingPolicy policy) {
        var promotion = observed.spec().promotion();
        var facts = new Facts(
                observed.now(),
                Requests.now(observed, hearing.findings(), before.retraining()),
                hearing.findings().filter(Findings::succeeded).isPresent(),
                observed.annotation(Slipway.APPROVE_RETRAINING_ANNOTATION),
                jobs(observed),
                summaries(observed),
                promotion == null ? "" : ChampionWatch.worse(observed, promotion, before.gate(), hearing));
        return new RetrainingLoop(policy, observed.uid()).step(before.retraining(), before.gate(), facts);
    }

    private static Map<String, GateSummary> summaries(ObservedMonitor observed) {
        var summaries = new HashMap<String, GateSummary>();
        observed.jobs().forEach(job -> job.summary().ifPresent(found -> summaries.put(job.name(), found)));
        return summaries;
    }

    /** What the status remembers of retraining; empty where there never was any. */
    public Optional<RetrainingState> state(ObservedMonitor observed) {
        return policy.map(p -> retraining.state(p, observed.now()))
                .or(() -> observed.previous().flatMap(status -> Optional.ofNullable(status.retraining())))
                .map(state -> observed.spec().retraining() == null ? Retraining.withdrawn(state) : state);
    }

    /** What the status remembers of the gate; null where nothing was ever judged. */
    public @Nullable PromotionState promotion(ObservedMonitor observed) {
        return (observed.spec().retraining() == null ? gate.calledOff() : gate).state();
    }

    /** What the status remembers of the alert; null before the first run. */
    public @Nullable AlertState alert() {
        return hearing.alert().state(notices.pending());
    }

    /** When to look again without an event: the clock ticks, or a time comes that something waits for. */
    public Optional<Duration> again(ObservedMonitor observed) {
        if (moves) {
            return Optional.of(Duration.ZERO);
        }
        var now = observed.now();
        var allowed = policy.filter(p -> retraining.waits())
                .flatMap(p -> p.allowance(retraining.starts(), now).at());
        var late = policy.filter(p -> retraining.phase() == RetrainingState.Phase.Evaluating)
                .flatMap(p -> retraining.finished().map(end -> end.plus(p.timeout())))
                .filter(time -> time.isAfter(now));
        var told = observed.jobs().stream().flatMap(job -> job.tellsMoreAt(now).stream());
        var times = Stream.concat(Stream.of(allowed, late, notices.next(now)).flatMap(Optional::stream), told);
        return Stream.concat(
                        times.map(time -> Duration.between(now, time).plusMillis(1)),
                        policy.flatMap(p -> Requests.untilTick(observed)).stream())
                .min(Duration::compareTo);
    }

    /** The words for a phase of retraining. */
    public static Reason reason(RetrainingState.Phase phase) {
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

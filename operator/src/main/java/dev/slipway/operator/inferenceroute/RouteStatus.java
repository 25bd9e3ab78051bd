package dev.slipway.operator.inferenceroute;

import dev.slipway.api.common.Condition;
import dev.slipway.api.inferenceroute.CanaryRollout;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.DataPlaneStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.TargetStatus;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.inferenceroute.plan.Cooldown;
import dev.slipway.operator.inferenceroute.plan.Progress;
import dev.slipway.operator.inferenceroute.plan.Shares;
import dev.slipway.operator.inferenceroute.readiness.RouteSituation;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.status.Verdict;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status that says what a situation and its verdicts amount to. Pure; equal situations give equal statuses. */
final class RouteStatus {
    private final RouteSituation situation;
    private final ObservedRoute observed;
    private final List<Verdict> verdicts;

    private RouteStatus(RouteSituation situation, List<Verdict> verdicts) {
        this.situation = situation;
        this.observed = situation.observed();
        this.verdicts = verdicts;
    }

    static InferenceRouteStatus of(RouteSituation situation, List<Verdict> verdicts) {
        return new RouteStatus(situation, verdicts).build();
    }

    private InferenceRouteStatus build() {
        var plan = situation.plan();
        var generation = observed.resource().getMetadata().getGeneration();
        if (plan.refusal().isPresent()) {
            return asBefore(generation);
        }
        if (plan.paused() && observed.previous().isPresent()) {
            return asBefore(generation);
        }
        var shares = Shares.of(observed.spec(), plan.progress());
        var host = host();
        return new InferenceRouteStatus(
                generation,
                conditions(),
                "http://" + host,
                host,
                new DataPlaneStatus(
                        plan.mode(),
                        plan.reasons(),
                        plan.document().orElse(null),
                        plan.hasRouter() ? acknowledged() : null),
                situation.targets().stream()
                        .map(health -> new TargetStatus(
                                health.target().name(),
                                health.state(),
                                health.reason(),
                                shares.percent(health.target().name())))
                        .toList(),
                shares.summary(),
                plan.progress()
                        .map(this::rollout)
                        .orElseGet(() -> observed.previous()
                                .map(InferenceRouteStatus::rollout)
                                .map(last -> Cooldown.told(observed, last))
                                .orElse(null)));
    }

    /** What ran before goes on, and is still told. */
    private InferenceRouteStatus asBefore(@Nullable Long generation) {
        var before = observed.previous();
        return new InferenceRouteStatus(
                generation,
                conditions(),
                before.map(InferenceRouteStatus::url).orElse(null),
                before.map(InferenceRouteStatus::host).orElse(null),
                before.map(InferenceRouteStatus::dataPlane).orElse(null),
                before.map(InferenceRouteStatus::targets).orElse(List.of()),
                before.map(InferenceRouteStatus::traffic).orElse(null),
                before.map(InferenceRouteStatus::rollout).orElse(null));
    }

    private List<Condition> conditions() {
        return Conditions.of(
                verdicts,
                List.of(),
                situation.plan().paused(),
                observed.resource().getMetadata().getGeneration(),
                observed.now(),
                observed.previous().map(InferenceRouteStatus::conditions).orElse(List.of()));
    }

    private String host() {
        var hostnames = observed.spec().dataPlane().hostnames();
        if (!hostnames.isEmpty() && observed.gatewayApi()) {
            return hostnames.getFirst();
        }
        return ChildNames.router(observed.name()) + "." + observed.namespace() + ".svc";
    }

    private boolean acknowledged() {
        return verdicts.stream()
                .filter(v -> v.type() == ConditionType.PROGRAMMED)
                .allMatch(Verdict::holds);
    }

    private RolloutStatus rollout(Progress progress) {
        var rollout = observed.spec().rollout();
        var steps = rollout == null ? CanaryRollout.DEFAULT_STEPS : rollout.steps();
        var weight = progress.weight(steps);
        return new RolloutStatus(
                progress.trial().id(),
                progress.phase(),
                progress.reason().isEmpty() ? null : progress.reason(),
                progress.step() + 1,
                (progress.step() + 1) + "/" + steps.size() + " " + weight + "%",
                weight,
                Rounding.down125(progress.exposures()),
                Rounding.twoDigits(progress.badCandidate()),
                Rounding.twoDigits(progress.badBaseline()),
                Rounding.down125(progress.eValue()),
                progress.phase() == Phase.RolledBack ? rolledBackTime(progress) : null);
    }

    private String rolledBackTime(Progress progress) {
        return observed.previous()
                .map(InferenceRouteStatus::rollout)
                .filter(before -> progress.trial().id().equals(before.id()))
                .map(RolloutStatus::rolledBackTime)
                .orElseGet(() -> observed.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}

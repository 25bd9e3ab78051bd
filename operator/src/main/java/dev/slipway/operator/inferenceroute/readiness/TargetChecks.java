package dev.slipway.operator.inferenceroute.readiness;

import static dev.slipway.operator.status.ConditionType.BACKENDS_HEALTHY;
import static dev.slipway.operator.status.ConditionType.RESOLVED_REFS;

import dev.slipway.api.common.ObjectReference;
import dev.slipway.api.inferenceroute.RouteRule;
import dev.slipway.api.inferenceroute.RouteRule.Shadow;
import dev.slipway.api.inferenceroute.RouteRule.WeightedTarget;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether what the route names exists and answers. */
final class TargetChecks {
    private TargetChecks() {}

    static Optional<Verdict> modelsExist(RouteSituation situation) {
        var known = situation.observed().models().keySet();
        return situation.observed().spec().targets().stream()
                .flatMap(target ->
                        missing("Target " + target.name(), "ModelDeployment", target.modelDeploymentRef(), known))
                .findFirst();
    }

    static Optional<Verdict> monitorsExist(RouteSituation situation) {
        var known = situation.observed().monitors().keySet();
        return Optional.ofNullable(situation.observed().spec().rollout()).stream()
                .flatMap(rollout -> rollout.analysis().metrics().stream())
                .flatMap(metric -> missing("Metric " + metric.name(), "DriftMonitor", metric.driftMonitorRef(), known))
                .findFirst();
    }

    private static Stream<Verdict> missing(String who, String kind, @Nullable ObjectReference what, Set<String> known) {
        return what == null || known.contains(what.name())
                ? Stream.of()
                : Stream.of(Verdict.stuck(
                        RESOLVED_REFS,
                        Reason.REFERENCE_NOT_FOUND,
                        who + " names " + kind + " " + what.name()
                                + ", which does not exist. Create it or correct the name."));
    }

    static Optional<Verdict> targetsAnswer(RouteSituation situation) {
        var used = used(situation);
        var down = used.stream().filter(TargetHealth::isDown).toList();
        if (down.isEmpty()) {
            return Optional.empty();
        }
        var first = down.getFirst();
        var what = "Target " + first.target().name() + " cannot answer (" + first.reason() + ")"
                + (down.size() > 1 ? ", and " + (down.size() - 1) + " more" : "") + ". ";
        return Optional.of(
                down.size() < used.size()
                        ? Verdict.waiting(BACKENDS_HEALTHY, Reason.SOME_UNHEALTHY, what + "Others stand in for it.")
                        : Verdict.waiting(
                                BACKENDS_HEALTHY,
                                Reason.NONE_HEALTHY,
                                what + "No target is left: requests get onExhausted, or 503."));
    }

    /** Targets that rules name, copies included. */
    private static List<TargetHealth> used(RouteSituation situation) {
        var rules = situation.observed().spec().rules();
        var first = situation.observed().spec().targets().getFirst().name();
        Set<String> named = rules.isEmpty()
                ? Set.of(first)
                : rules.stream().flatMap(TargetChecks::named).collect(Collectors.toSet());
        return situation.targets().stream()
                .filter(health -> named.contains(health.target().name()))
                .toList();
    }

    private static Stream<String> named(RouteRule rule) {
        return Stream.of(
                        rule.split().stream().map(WeightedTarget::target),
                        rule.fallback().stream(),
                        rule.shadow().stream().map(Shadow::target))
                .flatMap(names -> names);
    }
}

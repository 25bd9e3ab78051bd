package dev.slipway.operator.inferenceroute;

import dev.slipway.api.common.Condition;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.inferenceroute.observe.RouteObserver;
import dev.slipway.operator.inferenceroute.plan.Cooldown;
import dev.slipway.operator.inferenceroute.plan.RoutePlan;
import dev.slipway.operator.inferenceroute.readiness.RouteReadiness;
import dev.slipway.operator.inferenceroute.readiness.RouteSituation;
import dev.slipway.operator.kube.ChildApplier;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.kube.EventPublisher;
import dev.slipway.operator.kube.KindReconciler;
import dev.slipway.operator.kube.PodAnnotator;
import dev.slipway.operator.kube.StatusReporter;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.workload.plan.Nudge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns an InferenceRoute into what carries its requests, moves its rollout on, and tells the truth about both. */
public final class InferenceRouteReconciler implements KindReconciler<InferenceRoute> {
    /** A write that failed is tried again even if no event says so. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** A kubelet that was told of a new document too early has to be told again. */
    private static final Duration NUDGE_AGAIN = Duration.ofSeconds(2);

    private final RouteObserver observer;
    private final ChildApplier applier;
    private final PodAnnotator annotator;
    private final StatusReporter reporter;
    private final EventPublisher events;

    public InferenceRouteReconciler(
            RouteObserver observer,
            ChildApplier applier,
            PodAnnotator annotator,
            StatusReporter reporter,
            EventPublisher events) {
        this.observer = observer;
        this.applier = applier;
        this.annotator = annotator;
        this.reporter = reporter;
        this.events = events;
    }

    @Override
    public Optional<Duration> reconcile(InferenceRoute route, ClusterView cluster) {
        var observed = observer.observe(route, cluster);
        var plan = RoutePlan.of(observed);
        var applied = apply(route, plan);
        var situation =
                RouteSituation.of(applied.changed() ? observer.observe(route, cluster) : observed, plan, applied);
        var status = RouteStatus.of(situation, RouteReadiness.judge(situation));
        applied.repairs().forEach(repair -> events.warning(route, Reason.CHILD_REPAIRED, repair));
        return reporter.report(route, status, conditions(observed.previous()), status.conditions())
                .or(() -> again(plan, applied))
                .or(() -> cooldown(observed, status));
    }

    private Applied apply(InferenceRoute route, RoutePlan plan) {
        if (plan.keepsEverything()) {
            return Applied.NOTHING;
        }
        var applied = applier.apply(route, plan.children(), child -> false);
        plan.nudges()
                .forEach(nudge -> annotator.annotate(
                        route.getMetadata().getNamespace(),
                        nudge.pod().uid(),
                        nudge.pod().name(),
                        Nudge.ANNOTATION,
                        nudge.annotation()));
        return applied;
    }

    private static Optional<Duration> again(RoutePlan plan, Applied applied) {
        if (!applied.failures().isEmpty()) {
            return Optional.of(RETRY);
        }
        return plan.isBehind() ? Optional.of(NUDGE_AGAIN) : Optional.empty();
    }

    /** A second more: times in a status are whole seconds. */
    private static Optional<Duration> cooldown(ObservedRoute observed, InferenceRouteStatus status) {
        return Optional.ofNullable(status.rollout())
                .flatMap(rollout -> Cooldown.left(observed, rollout))
                .map(left -> left.isPositive() ? left.plusSeconds(1) : RETRY);
    }

    private static List<Condition> conditions(Optional<InferenceRouteStatus> status) {
        return status.map(InferenceRouteStatus::conditions).orElse(List.of());
    }
}

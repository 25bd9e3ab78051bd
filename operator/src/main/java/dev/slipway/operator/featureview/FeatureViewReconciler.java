package dev.slipway.operator.featureview;

import dev.slipway.api.common.Condition;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.featureview.FeatureViewStatus;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.featureview.plan.FeaturePlan;
import dev.slipway.operator.featureview.plan.Removal;
import dev.slipway.operator.featureview.readiness.Freshness;
import dev.slipway.operator.featureview.readiness.ViewReadiness;
import dev.slipway.operator.featureview.readiness.ViewSituation;
import dev.slipway.operator.kube.ChildApplier;
import dev.slipway.operator.kube.ChildApplier.Outcome;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.kube.EventPublisher;
import dev.slipway.operator.kube.Finalizers;
import dev.slipway.operator.kube.KindReconciler;
import dev.slipway.operator.kube.PodAnnotator;
import dev.slipway.operator.kube.StatusReporter;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.model.ObjectName;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.workload.plan.Nudge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns a FeatureView into runs that bring rows and a server that serves them, and tells the truth about both. */
public final class FeatureViewReconciler implements KindReconciler<FeatureView> {
    /** A write that failed is tried again even if no event says so. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** A kubelet that was told of a new document too early has to be told again. */
    private static final Duration NUDGE_AGAIN = Duration.ofSeconds(2);

    private final FeatureObserver observer;
    private final ChildApplier applier;
    private final Finalizers finalizers;
    private final PodAnnotator annotator;
    private final StatusReporter reporter;
    private final EventPublisher events;
    private final Turns turns = new Turns();

    public FeatureViewReconciler(
            FeatureObserver observer,
            ChildApplier applier,
            Finalizers finalizers,
            PodAnnotator annotator,
            StatusReporter reporter,
            EventPublisher events) {
        this.observer = observer;
        this.applier = applier;
        this.finalizers = finalizers;
        this.annotator = annotator;
        this.reporter = reporter;
        this.events = events;
    }

    /** Views of one server write the same objects: they take turns, so that what was seen last is written last. */
    @Override
    public Optional<Duration> reconcile(FeatureView view, ClusterView cluster) {
        var server = new ObjectName(
                view.getMetadata().getNamespace(), view.getSpec().serving().server());
        return turns.inTurn(server, () -> reconcileInTurn(view, cluster));
    }

    private Optional<Duration> reconcileInTurn(FeatureView view, ClusterView cluster) {
        var observed = observer.observe(view, cluster);
        var plan = FeaturePlan.of(observed);
        var applied = apply(view, plan);
        var situation = ViewSituation.of(applied.changed() ? observer.observe(view, cluster) : observed, plan, applied);
        var status = ViewStatus.of(situation, ViewReadiness.judge(situation));
        applied.repairs().forEach(repair -> events.warning(view, Reason.CHILD_REPAIRED, repair));
        if (plan.removal().isPresent()) {
            return remove(view, plan.removal().get(), status);
        }
        return reporter.report(view, status, conditions(observed.previous()), status.conditions())
                .or(() -> again(situation));
    }

    /** The promise to remove the rows is made before the first of them can be written. */
    private Applied apply(FeatureView view, FeaturePlan plan) {
        if (plan.removal().isEmpty()) {
            finalizers.set(view, Removal.FINALIZER, plan.finalizer());
        }
        var applied = applier.apply(view, plan.children(), plan::keeps);
        plan.nudges()
                .forEach(nudge -> annotator.annotate(
                        view.getMetadata().getNamespace(),
                        nudge.pod().uid(),
                        nudge.pod().name(),
                        Nudge.ANNOTATION,
                        nudge.annotation()));
        return applied;
    }

    private Optional<Duration> remove(FeatureView view, Removal removal, FeatureViewStatus status) {
        var made = removal.job().map(applier::makeFree);
        if (removal.purged()) {
            events.normal(view, Reason.PURGED, "The rows of the view were removed from Redis.");
        }
        removal.problem().ifPresent(problem -> events.warning(view, Reason.PURGE_FAILED, remains(view, problem)));
        if (removal.over() || made.filter(Outcome.NAMESPACE_LEAVING::equals).isPresent()) {
            finalizers.set(view, Removal.FINALIZER, false);
            return Optional.empty();
        }
        return reporter.report(view, status, conditions(Optional.ofNullable(view.getStatus())), status.conditions())
                .or(() -> Optional.of(RETRY));
    }

    private static String remains(FeatureView view, String problem) {
        return "The view goes, its rows stay in the Redis of Secret "
                + view.getSpec().online().secretRef().name() + ": " + problem;
    }

    private static Optional<Duration> again(ViewSituation situation) {
        if (!situation.applied().failures().isEmpty()) {
            return Optional.of(RETRY);
        }
        return situation.plan().isBehind() ? Optional.of(NUDGE_AGAIN) : Freshness.untilMissed(situation);
    }

    private static List<Condition> conditions(Optional<FeatureViewStatus> status) {
        return status.map(FeatureViewStatus::conditions).orElse(List.of());
    }
}

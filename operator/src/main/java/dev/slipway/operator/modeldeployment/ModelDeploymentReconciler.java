package dev.slipway.operator.modeldeployment;

import dev.slipway.api.common.Condition;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.operator.kube.ChildApplier;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.kube.EventPublisher;
import dev.slipway.operator.kube.KindReconciler;
import dev.slipway.operator.kube.StatusReporter;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.modeldeployment.observe.ModelObserver;
import dev.slipway.operator.modeldeployment.plan.ServingPlan;
import dev.slipway.operator.modeldeployment.readiness.ModelReadiness;
import dev.slipway.operator.modeldeployment.readiness.Situation;
import dev.slipway.operator.status.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns a ModelDeployment into serving workloads and tells the truth about them. */
public final class ModelDeploymentReconciler implements KindReconciler<ModelDeployment> {
    /** A write that failed is tried again even if no event says so. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ModelObserver observer;
    private final ChildApplier applier;
    private final StatusReporter reporter;
    private final EventPublisher events;

    public ModelDeploymentReconciler(
            ModelObserver observer, ChildApplier applier, StatusReporter reporter, EventPublisher events) {
        this.observer = observer;
        this.applier = applier;
        this.reporter = reporter;
        this.events = events;
    }

    @Override
    public Optional<Duration> reconcile(ModelDeployment model, ClusterView view) {
        var observed = observer.observe(model, view);
        var plan = ServingPlan.of(observed);
        var applied = apply(model, plan);
        var situation = new Situation(applied.changed() ? observer.observe(model, view) : observed, plan, applied);
        var status = ModelStatus.of(situation, ModelReadiness.judge(situation));
        tell(model, plan, applied);
        return reporter.report(model, status, conditions(observed.previous()), status.conditions())
                .or(() -> applied.failures().isEmpty() ? Optional.empty() : Optional.of(RETRY));
    }

    /** Without a target nothing was ever accepted, and nothing is pruned: what exists is of an earlier object's life. */
    private Applied apply(ModelDeployment model, ServingPlan plan) {
        return plan.paused() || plan.target().isEmpty()
                ? Applied.NOTHING
                : applier.apply(model, plan.children(), plan::keeps);
    }

    private void tell(ModelDeployment model, ServingPlan plan, Applied applied) {
        applied.repairs().forEach(repair -> events.warning(model, Reason.CHILD_REPAIRED, repair));
        if (!plan.surge()) {
            events.normal(
                    model,
                    Reason.SURGE_DISABLED,
                    "No GPU is spare: replicas are replaced one at a time, without an extra one.");
        }
    }

    private static List<Condition> conditions(Optional<ModelDeploymentStatus> status) {
        return status.map(ModelDeploymentStatus::conditions).orElse(List.of());
    }
}

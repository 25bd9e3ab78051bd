package dev.slipway.operator.kube;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.Condition;
import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Set;

/** The objects that a DriftMonitor is made of. */
final class DriftMonitorController extends KindController<DriftMonitor> {
    private static final Composition<DriftMonitor> COMPOSITION = new Composition<>(
            DriftMonitor.class,
            Labels.DRIFT_JOB,
            List.of(CronJob.class, Job.class, Pod.class),
            List.of(),
            Owners.namedBy(Labels.DRIFT_MONITOR),
            Set.of(Labels.DRIFT_MONITOR),
            Set.of(Slipway.PAUSED_ANNOTATION, Slipway.APPROVE_RETRAINING_ANNOTATION),
            List.of(Neighbour.bySpec(ModelDeployment.class, DriftMonitorController::isMonitored)));

    DriftMonitorController(Surroundings surroundings, InformerCaches caches, KindReconciler<DriftMonitor> reconciler) {
        super(COMPOSITION, surroundings, caches, reconciler);
    }

    private static boolean isMonitored(ModelDeployment model, DriftMonitor own) {
        var ref = own.getSpec().modelRef();
        return ref != null && ref.name().equals(model.getMetadata().getName());
    }

    @Override
    List<Condition> conditions(DriftMonitor monitor) {
        return monitor.getStatus() == null ? List.of() : monitor.getStatus().conditions();
    }
}

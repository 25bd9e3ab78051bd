package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.Promotion;
import dev.slipway.api.driftmonitor.Promotion.Rollback.Signal;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Revision;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Durations;
import java.util.Optional;
import java.util.Set;

/** What says that a new champion is worse than the old one. */
final class ChampionWatch {
    private ChampionWatch() {}

    /** Why it is, for people; empty: nothing says so. */
    static String worse(ObservedMonitor observed, Promotion promotion, Gate gate, Hearing hearing) {
        var signals = Set.copyOf(promotion.rollback().signals());
        var lost = signals.contains(Signal.performance) && lost(observed, promotion, gate, hearing);
        if (lost) {
            return "Performance was lost since version " + gate.candidate() + " is champion.";
        }
        return signals.contains(Signal.errorRate) ? rollout(observed, promotion, gate) : "";
    }

    /**
     * What was lost before is no fault of the new one: only a run that began after the promotion can tell, and not the one at
     * once, which holds the old one's predictions against the new reference.
     */
    private static boolean lost(ObservedMonitor observed, Promotion promotion, Gate gate, Hearing hearing) {
        var promoted = gate.watchUntil()
                .map(end -> end.minus(Durations.parse(promotion.rollback().watch())));
        var scheduled = ChildNames.comparisons(observed.name()) + "-";
        return hearing.lost().stream()
                .map(Findings::run)
                .filter(run -> String.valueOf(run.jobName()).startsWith(scheduled))
                .flatMap(run -> Times.read(run.startTime()).stream())
                .anyMatch(began -> promoted.filter(began::isBefore).isEmpty());
    }

    /** Whoever serves it has counted its errors, or never saw it answer. */
    private static String rollout(ObservedMonitor observed, Promotion promotion, Gate gate) {
        var uri = "mlflow:models/" + promotion.registry().model() + "/" + gate.candidate();
        var revision = observed.model()
                .flatMap(model -> Optional.ofNullable(model.getStatus()))
                .map(ModelDeploymentStatus::revisions)
                .flatMap(all -> all.stream().filter(r -> uri.equals(r.uri())).findFirst());
        return revision.map(Revision::result)
                .map(result -> switch (result) {
                    case Progressing, Served -> "";
                    case Failed -> "The ModelDeployment could not roll out version " + gate.candidate() + ".";
                    case RolledBack ->
                        "The InferenceRoute has judged version " + gate.candidate() + " worse than the one before.";
                })
                .orElse("");
    }
}

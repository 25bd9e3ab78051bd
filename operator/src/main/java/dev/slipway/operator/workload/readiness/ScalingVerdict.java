package dev.slipway.operator.workload.readiness;

import static dev.slipway.operator.status.ConditionType.SCALING_ACTIVE;

import dev.slipway.api.common.Scaling;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import java.util.Optional;

/** What the autoscaler says of itself. It stands apart: what is not scaled still serves. */
public final class ScalingVerdict {
    private ScalingVerdict() {}

    public static Verdict of(Scaling scaling, Optional<HorizontalPodAutoscaler> autoscaler) {
        return switch (scaling.mode()) {
            case Fixed -> Verdict.fine(SCALING_ACTIVE, Reason.DISABLED, "spec.scaling.mode is Fixed.");
            case External ->
                Verdict.fine(
                        SCALING_ACTIVE,
                        Reason.EXTERNAL,
                        "spec.scaling.mode is External: replicas are not written by Slipway.");
            case Hpa -> autoscaler.map(ScalingVerdict::of).orElseGet(ScalingVerdict::pending);
        };
    }

    private static Verdict of(HorizontalPodAutoscaler autoscaler) {
        var able =
                condition(autoscaler, "AbleToScale").filter(c -> c.getStatus().equals("False"));
        var active = condition(autoscaler, "ScalingActive");
        if (able.isPresent()) {
            return Verdict.waiting(
                    SCALING_ACTIVE,
                    Reason.TARGET_NOT_FOUND,
                    "The autoscaler cannot scale: " + able.get().getReason() + ".");
        }
        if (active.isEmpty()) {
            return pending();
        }
        if (active.get().getStatus().equals("False")
                && !"ScalingDisabled".equals(active.get().getReason())) {
            return Verdict.waiting(
                    SCALING_ACTIVE,
                    Reason.METRICS_UNAVAILABLE,
                    "The autoscaler gets no metrics (" + active.get().getReason()
                            + ") and keeps the present replicas. Install metrics-server, or an adapter that serves the Pods metrics of spec.scaling.metrics.");
        }
        return condition(autoscaler, "ScalingLimited")
                .filter(c -> c.getStatus().equals("True") && "TooManyReplicas".equals(c.getReason()))
                .map(c -> Verdict.waiting(
                        SCALING_ACTIVE,
                        Reason.LIMITED,
                        "The load asks for more than maxReplicas "
                                + autoscaler.getSpec().getMaxReplicas() + ". Raise it, if that is meant."))
                .orElseGet(() ->
                        Verdict.fine(SCALING_ACTIVE, Reason.SCALING_ACTIVE, "The autoscaler follows its metrics."));
    }

    private static Verdict pending() {
        return Verdict.unknown(SCALING_ACTIVE, Reason.PENDING, "The autoscaler has not computed anything yet.");
    }

    private static Optional<HorizontalPodAutoscalerCondition> condition(
            HorizontalPodAutoscaler autoscaler, String type) {
        return autoscaler.getStatus() == null
                ? Optional.empty()
                : autoscaler.getStatus().getConditions().stream()
                        .filter(c -> type.equals(c.getType()))
                        .findFirst();
    }
}

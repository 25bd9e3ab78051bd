package dev.slipway.operator.workload.plan;

import dev.slipway.api.common.Scaling;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRulesBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The HorizontalPodAutoscaler of mode Hpa. It targets the Deployment, so that scaling never edits what Git owns. */
public final class Autoscaler {
    private static final int DEFAULT_CPU_UTILIZATION = 70;

    private Autoscaler() {}

    /**
     * @param name of the Deployment, and of the autoscaler
     */
    public static Optional<HorizontalPodAutoscaler> of(String name, Map<String, String> labels, Scaling scaling) {
        if (scaling.mode() != Scaling.Mode.Hpa) {
            return Optional.empty();
        }
        var behavior = scaling.behavior();
        return Optional.of(new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", name)
                .withMinReplicas(scaling.minReplicas())
                .withMaxReplicas(scaling.maxReplicas())
                .withMetrics(metrics(scaling.metrics()).toList())
                .withNewBehavior()
                .withScaleUp(rules(behavior == null ? null : behavior.scaleUp(), 100, "15s", "0s"))
                .withScaleDown(rules(behavior == null ? null : behavior.scaleDown(), 50, "60s", "300s"))
                .endBehavior()
                .endSpec()
                .build());
    }

    private static Stream<MetricSpec> metrics(Scaling.@Nullable Metrics metrics) {
        if (metrics == null) {
            return Stream.of(utilization("cpu", DEFAULT_CPU_UTILIZATION));
        }
        return Stream.of(
                        Optional.ofNullable(metrics.cpuUtilization()).map(v -> utilization("cpu", v)),
                        Optional.ofNullable(metrics.memoryUtilization()).map(v -> utilization("memory", v)),
                        Optional.ofNullable(metrics.requestsPerSecond())
                                .map(v -> average("slipway_requests_per_second", new Quantity(v.toString()))),
                        Optional.ofNullable(metrics.inFlight())
                                .map(v -> average("slipway_in_flight", new Quantity(v.toString()))),
                        Optional.ofNullable(metrics.queueDelay())
                                .map(v -> average("slipway_queue_delay_seconds", seconds(v))))
                .flatMap(Optional::stream);
    }

    private static Quantity seconds(String duration) {
        var millis = Durations.parse(duration).toMillis();
        return millis % 1000 == 0 ? new Quantity(Long.toString(millis / 1000)) : new Quantity(millis + "m");
    }

    private static MetricSpec utilization(String resource, int percent) {
        return new MetricSpecBuilder()
                .withType("Resource")
                .withNewResource()
                .withName(resource)
                .withNewTarget()
                .withType("Utilization")
                .withAverageUtilization(percent)
                .endTarget()
                .endResource()
                .build();
    }

    private static MetricSpec average(String metric, Quantity value) {
        return new MetricSpecBuilder()
                .withType("Pods")
                .withNewPods()
                .withNewMetric()
                .withName(metric)
                .endMetric()
                .withNewTarget()
                .withType("AverageValue")
                .withAverageValue(Quantities.canonical(value))
                .endTarget()
                .endPods()
                .build();
    }

    private static HPAScalingRules rules(
            Scaling.@Nullable Policy policy, int percent, String period, String stabilization) {
        var asked = policy == null ? new Scaling.Policy(null, null, null) : policy;
        return new HPAScalingRulesBuilder()
                .withStabilizationWindowSeconds(seconds(asked.stabilization(), stabilization))
                .withSelectPolicy("Max")
                .addNewPolicy()
                .withType("Percent")
                .withValue(asked.percent() == null ? percent : asked.percent())
                .withPeriodSeconds(seconds(asked.period(), period))
                .endPolicy()
                .build();
    }

    private static int seconds(@Nullable String asked, String standard) {
        return (int) Durations.parse(asked == null ? standard : asked).toSeconds();
    }
}

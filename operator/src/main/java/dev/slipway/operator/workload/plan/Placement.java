package dev.slipway.operator.workload.plan;

import dev.slipway.api.common.Scheduling;
import dev.slipway.api.common.Toleration;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which nodes pods may run on, in the API server's own form: it drops empty values, and so do we. */
public final class Placement {
    private Placement() {}

    public static PodSpecBuilder on(PodSpecBuilder pods, Scheduling scheduling) {
        return pods.withNodeSelector(nullIfEmpty(scheduling.nodeSelector()))
                .withTolerations(scheduling.tolerations().stream()
                        .map(Placement::toleration)
                        .toList())
                .withPriorityClassName(nullIfEmpty(scheduling.priorityClassName()))
                .withRuntimeClassName(nullIfEmpty(scheduling.runtimeClassName()));
    }

    private static io.fabric8.kubernetes.api.model.Toleration toleration(Toleration toleration) {
        var operator = toleration.operator() == null ? Toleration.Operator.Equal : toleration.operator();
        var effect = toleration.effect();
        return new io.fabric8.kubernetes.api.model.Toleration(
                effect == null ? null : effect.name(),
                nullIfEmpty(toleration.key()),
                operator.name(),
                toleration.tolerationSeconds(),
                nullIfEmpty(toleration.value()));
    }

    private static @Nullable String nullIfEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable Map<String, String> nullIfEmpty(Map<String, String> map) {
        return map.isEmpty() ? null : map;
    }
}

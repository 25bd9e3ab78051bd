package dev.slipway.operator.workload.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.operator.model.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.TreeMap;

/** What a container gets: what was asked for, and defaults for the rest. */
public final class EffectiveResources {
    private static final Map<String, Quantity> DEFAULT_REQUESTS =
            Map.of("cpu", new Quantity("250m"), "memory", new Quantity("512Mi"));

    private EffectiveResources() {}

    /** Without a limit the memory limit is the request: a process that grows is stopped before its node suffers. */
    public static ResourceRequirements of(Resources asked, Map<String, Quantity> devices) {
        var requests = new TreeMap<>(DEFAULT_REQUESTS);
        asked.limits()
                .forEach((name, limit) -> requests.computeIfPresent(name, (n, standard) -> smaller(standard, limit)));
        requests.putAll(asked.requests());
        var limits = new TreeMap<>(asked.limits());
        limits.putIfAbsent("memory", requests.getOrDefault("memory", new Quantity("512Mi")));
        requests.putAll(devices);
        limits.putAll(devices);
        return new ResourceRequirementsBuilder()
                .withRequests(Quantities.canonical(requests))
                .withLimits(Quantities.canonical(limits))
                .build();
    }

    private static Quantity smaller(Quantity a, Quantity b) {
        return Quantities.value(a).compareTo(Quantities.value(b)) <= 0 ? a : b;
    }
}

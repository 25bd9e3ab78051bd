package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** CPU and memory of one pod, as in Kubernetes. GPUs are asked for by {@code spec.gpu}. */
public record Resources(
        @JsonPropertyDescription(
                "What the scheduler sets aside, by resource name (cpu, memory, ephemeral-storage). Default: cpu 250m, memory 512Mi.")
        @Size(max = 8)
        Map<String, Quantity> requests,

        @JsonPropertyDescription(
                "What the container may not exceed, by resource name. Default: memory as requested; no CPU limit.")
        @Size(max = 8)
        Map<String, Quantity> limits) {

    /** Nothing asked for: the operator's defaults apply. */
    public static final Resources UNSET = new Resources(Map.of(), Map.of());

    public Resources {
        requests = requests == null ? Map.of() : Map.copyOf(requests);
        limits = limits == null ? Map.of() : Map.copyOf(limits);
    }
}

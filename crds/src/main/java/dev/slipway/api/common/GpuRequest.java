package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** GPUs of one pod, by the extended resource that a device plugin offers. */
public record GpuRequest(
        @JsonPropertyDescription("GPUs (or GPU slices) for each pod.")
        @Default("" + GpuRequest.DEFAULT_COUNT)
        @Min(1)
        @Max(64)
        Integer count,

        @JsonPropertyDescription(
                "Extended resource that the device plugin offers, such as nvidia.com/gpu or nvidia.com/mig-1g.10gb.")
        @Default(GpuRequest.DEFAULT_RESOURCE)
        @Size(max = 253)
        @Pattern("^[a-z0-9][-a-z0-9.]*/[A-Za-z0-9][-A-Za-z0-9_.]*$")
        String resourceName) {

    static final int DEFAULT_COUNT = 1;
    static final String DEFAULT_RESOURCE = "nvidia.com/gpu";

    public GpuRequest {
        count = count == null ? DEFAULT_COUNT : count;
        resourceName = resourceName == null ? DEFAULT_RESOURCE : resourceName;
    }
}

package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One fact about an object, as metav1.Condition. Read by kubectl wait, kstatus, Argo CD and Flux. */
public record Condition(
        @JsonPropertyDescription("Type of the condition, such as Ready.")
        @Required
        @Size(max = 316)
        @Pattern(
                "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$")
        String type,

        @JsonPropertyDescription("True, False or Unknown.") @Required @Pattern("^(True|False|Unknown)$")
        String status,

        @JsonPropertyDescription("Generation of the object that this condition was computed from.") @Min(0)
        Long observedGeneration,

        @JsonPropertyDescription("When the status last changed, RFC 3339.") @Required @Size(max = 64)
        String lastTransitionTime,

        @JsonPropertyDescription("Why, as one word of a documented list.")
        @Required
        @Size(min = 1, max = 1024)
        @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")
        String reason,

        @JsonPropertyDescription("Why, for people: cause first, then what to do.") @Required @Size(max = 32768)
        String message) {}

package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A reference that a promotion made. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReferencePin(
        @JsonPropertyDescription("The version that was promoted.")
        String version,

        @JsonPropertyDescription("When.") String time) {}

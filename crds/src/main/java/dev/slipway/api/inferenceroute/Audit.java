package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** One record for every request: who, which target and why, how long, and digests of what went in and out. */
public record Audit(
        @JsonPropertyDescription("true writes a record for every request to standard output.") @Default("false")
        Boolean enabled,

        @JsonPropertyDescription(
                "When records come faster than they can be written: Drop counts and drops them; Block waits; Reject refuses requests.")
        @Default("Drop")
        OnOverflow onOverflow) {

    public static final Audit OFF = new Audit(false, OnOverflow.Drop);

    public Audit {
        enabled = enabled != null && enabled;
        onOverflow = onOverflow == null ? OnOverflow.Drop : onOverflow;
    }

    public enum OnOverflow {
        Drop,
        Block,
        Reject
    }
}

package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Features that are looked up by a key of the request and added to it. */
public record Enrichment(
        @JsonPropertyDescription("Feature server to ask: serving.server of the FeatureViews.")
        @Default(Enrichment.DEFAULT_SERVER)
        @Size(min = 1, max = 40)
        @Pattern(Formats.DNS_LABEL)
        String server,

        @JsonPropertyDescription("Features as view:feature, in the order of the model's input.")
        @Required
        @Size(min = 1, max = 1024)
        List<@Size(min = 3, max = 256) @Pattern(Formats.FEATURE_REF) String> refs,

        @JsonPropertyDescription(
                "JSON pointer (RFC 6901) into the body to the entity key, whose last part is the entity's name.")
        @Required
        @Size(min = 2, max = 512)
        @Pattern(Formats.JSON_POINTER)
        String entityPointer,

        @JsonPropertyDescription("Time for the lookup, out of the deadline.")
        @Default(Enrichment.DEFAULT_BUDGET)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String budget,

        @JsonPropertyDescription(
                "What stands in for a value that is absent or late: Default (the feature's default), Null, or Fail (the request is answered 503).")
        @Default("Default")
        OnMissing onMissing) {

    static final String DEFAULT_SERVER = "default";
    static final String DEFAULT_BUDGET = "20ms";

    public Enrichment {
        server = server == null ? DEFAULT_SERVER : server;
        refs = List.copyOf(refs);
        budget = budget == null ? DEFAULT_BUDGET : budget;
        onMissing = onMissing == null ? OnMissing.Default : onMissing;
    }

    public enum OnMissing {
        Default,
        Null,
        Fail
    }
}

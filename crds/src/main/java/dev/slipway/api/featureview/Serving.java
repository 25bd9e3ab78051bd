package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.Scaling;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The feature server. Views that name one server share one Deployment, so that one request can join them. */
public record Serving(
        @JsonPropertyDescription("Name of the feature server within the namespace.")
        @Default(Serving.DEFAULT_SERVER)
        @Size(min = 1, max = 40)
        @Pattern(Formats.DNS_LABEL)
        String server,

        @JsonPropertyDescription(
                "How many replicas the server has. Of the views that share a server the one that asks for most decides.")
        @Default("{}")
        Scaling scaling,

        @JsonPropertyDescription(
                "Age of the newest event time above which the view is not Fresh. Absent: no objective.")
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        @Nullable
        String freshnessObjective) {

    static final String DEFAULT_SERVER = "default";
    public static final Serving DEFAULT = new Serving(DEFAULT_SERVER, Scaling.ONE_REPLICA, null);

    public Serving {
        server = server == null ? DEFAULT_SERVER : server;
        scaling = scaling == null ? Scaling.ONE_REPLICA : scaling;
    }
}

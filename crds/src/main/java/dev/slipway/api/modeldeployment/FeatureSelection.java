package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The features that a model takes, as references to FeatureViews. */
public record FeatureSelection(
        @JsonPropertyDescription("Feature server that serves them: the serving.server of the FeatureViews.")
        @Default("default")
        @Size(max = 63)
        @Pattern(Formats.DNS_LABEL)
        String server,

        @JsonPropertyDescription("Features as view:feature, in the order of the model's input.")
        @Required
        @Size(min = 1, max = 1024)
        List<@Size(min = 3, max = 256) @Pattern("^[A-Za-z_][A-Za-z0-9_]*:[A-Za-z_][A-Za-z0-9_]*$") String> refs,

        @JsonPropertyDescription("Entity keys that a request carries.") @Required @Size(min = 1, max = 8)
        List<@Size(min = 1, max = 128) String> entityKeys) {

    public FeatureSelection {
        server = server == null ? "default" : server;
        refs = List.copyOf(refs);
        entityKeys = List.copyOf(entityKeys);
    }
}

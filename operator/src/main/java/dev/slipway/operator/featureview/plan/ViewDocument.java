package dev.slipway.operator.featureview.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.api.featureview.Aggregation;
import dev.slipway.api.featureview.Feature;
import dev.slipway.api.featureview.FeatureSource;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.featureview.FeatureViewSpec;
import dev.slipway.api.featureview.Validation;
import dev.slipway.operator.model.WireName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the views in a feature server's document: the contract is in {@code docs/reference/feature-server.md}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ViewDocument(
        String name,
        String project,
        List<FeatureViewSpec.Entity> entities,
        List<FeatureEntry> features,
        List<Windowed> aggregations,
        String ttl,
        String layout,
        @Nullable Source source,
        FeatureSource.@Nullable Push push,
        @Nullable Materialization materialization,
        @Nullable Rules validation) {

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record FeatureEntry(
            String name,
            String type,
            @JsonProperty("default") @Nullable String defaultValue,
            @Nullable String description) {
        static FeatureEntry of(Feature feature) {
            return new FeatureEntry(
                    feature.name(), feature.type().name(), feature.defaultValue(), feature.description());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Windowed(
            String name,
            String function,
            @Nullable String column,
            String window,
            @Nullable String hop) {
        static Windowed of(Aggregation aggregation) {
            return new Windowed(
                    aggregation.name(),
                    aggregation.function().name(),
                    aggregation.column(),
                    aggregation.window(),
                    aggregation.hop());
        }
    }

    record Source(Postgres postgres) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Postgres(
            String credentialsDirectory,
            @Nullable String table,
            @Nullable String query,
            String timestampField,
            @Nullable String createdTimestampField,
            @Nullable String cursorField,
            Map<String, String> fieldMapping) {
        static Source of(FeatureSource.Postgres postgres) {
            return new Source(new Postgres(
                    Secrets.postgresDirectory(postgres.secretRef().name()),
                    postgres.table(),
                    postgres.query(),
                    postgres.timestampField(),
                    postgres.createdTimestampField(),
                    postgres.cursorField(),
                    postgres.fieldMapping()));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Materialization(
            String mode,
            String lateness,
            int batchRows,
            @Nullable String backfillFrom) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Rules(String onFailure, List<Validation.Rule> rules) {}

    static ViewDocument of(FeatureView view) {
        var spec = view.getSpec();
        var postgres = spec.source().postgres();
        return new ViewDocument(
                WireName.of(view),
                WireName.project(view),
                spec.entities(),
                spec.features().stream().map(FeatureEntry::of).toList(),
                spec.aggregations().stream().map(Windowed::of).toList(),
                spec.ttl(),
                spec.online().layout().name(),
                postgres == null ? null : Postgres.of(postgres),
                spec.source().push().enabled() ? spec.source().push() : null,
                postgres == null ? null : materialization(spec),
                spec.validation().rules().isEmpty()
                        ? null
                        : new Rules(
                                spec.validation().onFailure().name(),
                                spec.validation().rules()));
    }

    private static Materialization materialization(FeatureViewSpec spec) {
        var asked = spec.materialization();
        return new Materialization(asked.mode().name(), asked.lateness(), asked.batchRows(), asked.backfillFrom());
    }
}

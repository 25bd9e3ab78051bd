package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One table of features. Entities, a source, features and an online store are needed; the rest has defaults. */
@ValidationRule(
        value =
                "(has(self.features) && size(self.features) > 0) || (has(self.aggregations) && size(self.aggregations) > 0)",
        message = "the view has no features: list at least one in features or aggregations")
@ValidationRule(
        value = "!has(self.features) || !self.features.exists(f, self.entities.exists(e, e.name == f.name))",
        messageExpression =
                "'feature %s is also an entity: rename one of them'.format([self.features.filter(f, self.entities.exists(e, e.name == f.name))[0].name])",
        fieldPath = ".features")
@ValidationRule(
        value =
                "!has(self.aggregations) || !self.aggregations.exists(a, (has(self.features) && self.features.exists(f, f.name == a.name)) || self.entities.exists(e, e.name == a.name))",
        messageExpression =
                "'aggregation %s is also a feature or an entity: rename one of them'.format([self.aggregations.filter(a, (has(self.features) && self.features.exists(f, f.name == a.name)) || self.entities.exists(e, e.name == a.name))[0].name])",
        fieldPath = ".aggregations")
@ValidationRule(
        value = "!has(self.aggregations) || size(self.aggregations) == 0 || has(self.source.postgres)",
        message = "aggregations are computed in PostgreSQL: set source.postgres, or remove aggregations",
        fieldPath = ".aggregations")
@ValidationRule(
        value = "!has(self.materialization) || has(self.source.postgres)",
        message = "there is nothing to materialize without source.postgres: set it, or remove materialization",
        fieldPath = ".materialization")
@ValidationRule(
        value =
                "!has(self.validation) || !has(self.validation.rules) || self.validation.rules.all(r, !has(r.feature) || (has(self.features) && self.features.exists(f, f.name == r.feature)) || (has(self.aggregations) && self.aggregations.exists(a, a.name == r.feature)))",
        messageExpression =
                "'validation rule %s checks feature %s, which the view does not have: use one of its features or aggregations'.format([self.validation.rules.filter(r, has(r.feature) && !(has(self.features) && self.features.exists(f, f.name == r.feature)) && !(has(self.aggregations) && self.aggregations.exists(a, a.name == r.feature)))[0].name, self.validation.rules.filter(r, has(r.feature) && !(has(self.features) && self.features.exists(f, f.name == r.feature)) && !(has(self.aggregations) && self.aggregations.exists(a, a.name == r.feature)))[0].feature])",
        fieldPath = ".validation.rules")
@ValidationRule(
        value = "has(self.project) == has(oldSelf.project) && (!has(self.project) || self.project == oldSelf.project)",
        messageExpression =
                "'project cannot change from ' + (has(oldSelf.project) ? oldSelf.project : 'its default, the namespace') + ': the stored rows are found by it; create another FeatureView'",
        fieldPath = ".project")
public record FeatureViewSpec(
        @JsonPropertyDescription(
                "Name of the view on the wire and in Redis, as Feast has it. Never changes. Default: the object's name with - as _.")
        @Size(min = 1, max = Formats.COLUMN_MAX)
        @Pattern(Formats.IDENTIFIER)
        @ValidationRule(
                value = "!self.contains('__')",
                messageExpression =
                        "'viewName ' + self + ' contains __, which Feast puts between view and feature: use a single _'")
        @Nullable
        String viewName,

        @JsonPropertyDescription("Feast project: the suffix of every Redis key. Never changes. Default: the namespace.")
        @Size(min = 1, max = Formats.LABEL_MAX)
        @Pattern("^[A-Za-z0-9]([-_A-Za-z0-9]*[A-Za-z0-9])?$")
        @Nullable
        String project,

        @JsonPropertyDescription(
                "Columns that identify a row, as Feast's join keys. Empty: one global row. Never changes.")
        @Required
        @Size(max = 8)
        @ValidationRule(
                value = "self == oldSelf",
                messageExpression =
                        "'entities cannot change from %s: they are the key of the stored rows; create another FeatureView'.format([oldSelf.map(e, '%s %s'.format([e.name, e.type]))])")
        List<Entity> entities,

        @JsonPropertyDescription("Where values come from.") @Required
        FeatureSource source,

        @JsonPropertyDescription("Columns that are served as they are in the source.") @Size(max = 512)
        List<Feature> features,

        @JsonPropertyDescription("Features computed over a window of event time.") @Size(max = 128)
        List<Aggregation> aggregations,

        @JsonPropertyDescription(
                "Age of the event time from which a value counts as absent, online and offline. 0s: never.")
        @Default(FeatureViewSpec.DEFAULT_TTL)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String ttl,

        @JsonPropertyDescription(
                "When and how rows are copied from PostgreSQL to Redis. Default: every 15 minutes, incrementally.")
        Materialization materialization,

        @JsonPropertyDescription("What rows must satisfy before they are served.")
        Validation validation,

        @JsonPropertyDescription("The online store.") @Required
        OnlineStore online,

        @JsonPropertyDescription("The feature server that serves the view.") @Default("{}")
        Serving serving,

        @JsonPropertyDescription("What happens to stored rows.")
        Retention retention,

        @JsonPropertyDescription(
                "true stops materialization and all changes to child objects until it is false again. Serving goes on.")
        @Default("false")
        Boolean paused) {

    static final String DEFAULT_TTL = "0s";

    public FeatureViewSpec {
        entities = List.copyOf(entities);
        features = features == null ? List.of() : List.copyOf(features);
        aggregations = aggregations == null ? List.of() : List.copyOf(aggregations);
        ttl = ttl == null ? DEFAULT_TTL : ttl;
        materialization = materialization == null ? Materialization.DEFAULT : materialization;
        validation = validation == null ? Validation.NONE : validation;
        serving = serving == null ? Serving.DEFAULT : serving;
        retention = retention == null ? Retention.DEFAULT : retention;
        paused = paused != null && paused;
    }

    /** A join key. Feast can encode keys of these types only. */
    public record Entity(
            @JsonPropertyDescription("Column in the source and field in requests.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String name,

            @JsonPropertyDescription("Type of the key, in Feast's vocabulary.") @Required
            KeyType type) {

        /** Types that Feast's key encoding holds. */
        public enum KeyType {
            BYTES,
            STRING,
            INT32,
            INT64,
            UNIX_TIMESTAMP
        }
    }

    /** Life of the stored rows. */
    public record Retention(
            @JsonPropertyDescription(
                    "true removes the view's rows from Redis when the object is deleted; false leaves them.")
            @Default("true")
            Boolean purgeOnDelete) {

        public static final Retention DEFAULT = new Retention(true);

        public Retention {
            purgeOnDelete = purgeOnDelete == null || purgeOnDelete;
        }
    }
}

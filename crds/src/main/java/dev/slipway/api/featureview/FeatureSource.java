package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where values come from: PostgreSQL in batches, clients by push, or both. */
@ValidationRule(
        value = "has(self.postgres) || (has(self.push) && self.push.enabled)",
        message = "source is empty: set postgres, or push: {enabled: true}, or both")
@ValidationRule(
        value =
                "!has(self.push) || !self.push.enabled || self.push.to == 'Online' || (has(self.postgres) && has(self.postgres.table))",
        messageExpression =
                "'push to ' + self.push.to + ' writes rows to PostgreSQL: set postgres.table, or use to: Online'",
        fieldPath = ".push")
public record FeatureSource(
        @JsonPropertyDescription("A table or query in PostgreSQL: the offline store.") @Nullable
        Postgres postgres,

        @JsonPropertyDescription("Rows that clients push (Feast's /push).")
        Push push) {

    public FeatureSource {
        push = push == null ? Push.OFF : push;
    }

    /** The offline store. One row is one observation of an entity at an event time. */
    @ValidationRule(
            value = "has(self.table) != has(self.query)",
            messageExpression =
                    "has(self.table) ? 'postgres has table ' + self.table + ' and also a query: remove one of them' : 'postgres has neither table nor query: set one of them'")
    public record Postgres(
            @JsonPropertyDescription("Secret with host, port, database, username and password of PostgreSQL.") @Required
            SecretReference secretRef,

            @JsonPropertyDescription("Table or view, with its schema where that is not public.")
            @Size(min = 1, max = Formats.TABLE_MAX)
            @Pattern(Formats.TABLE)
            @Nullable
            String table,

            @JsonPropertyDescription("A SELECT, run read-only, instead of a table.")
            @Size(min = 1, max = Formats.QUERY_MAX)
            @Nullable
            String query,

            @JsonPropertyDescription("Column with the event time (timestamptz): when the values became true.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String timestampField,

            @JsonPropertyDescription(
                    "Column with the time at which the row was written. Breaks ties, and keeps rows that came late out of training sets of the past.")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            @Nullable
            String createdTimestampField,

            @JsonPropertyDescription(
                    "Column that only grows with every write, for reading what is new. Default: createdTimestampField, else the event time.")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            @Nullable
            String cursorField,

            @JsonPropertyDescription("Column of the source to name in this view, where they differ.") @Size(max = 256)
            Map<String, @Size(min = 1, max = Formats.COLUMN_MAX) @Pattern(Formats.IDENTIFIER) String> fieldMapping) {

        public Postgres {
            fieldMapping = fieldMapping == null ? Map.of() : Map.copyOf(fieldMapping);
        }
    }

    /** Rows that clients push. A row that is older than the stored one is skipped, as in Feast. */
    public record Push(
            @JsonPropertyDescription("false refuses pushes.") @Default("true")
            Boolean enabled,

            @JsonPropertyDescription("Stores that pushed rows are written to.") @Default("Online")
            PushTarget to) {

        public static final Push OFF = new Push(false, PushTarget.Online);

        public Push {
            enabled = enabled == null || enabled;
            to = to == null ? PushTarget.Online : to;
        }
    }

    public enum PushTarget {
        Online,
        Offline,
        OnlineAndOffline
    }
}

package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What the data looked like when the model was right: exactly one of four places. */
@ValidationRule(
        value =
                "[has(self.postgres), has(self.parquet), has(self.profile), has(self.predictionLog)].filter(x, x).size() == 1",
        messageExpression =
                "'reference needs exactly one of postgres, parquet, profile and predictionLog, and has %s'.format([string([has(self.postgres), has(self.parquet), has(self.profile), has(self.predictionLog)].filter(x, x).size())])")
public record Reference(
        @JsonPropertyDescription("A table, such as the training set.") @Nullable
        Table postgres,

        @JsonPropertyDescription("Parquet files.") @Nullable Files parquet,

        @JsonPropertyDescription("A profile that an earlier run or the training wrote.") @Nullable
        Files profile,

        @JsonPropertyDescription("The beginning of the model's prediction log, frozen once it is complete.") @Nullable
        FrozenLog predictionLog) {

    /** A table in PostgreSQL. */
    public record Table(
            @JsonPropertyDescription("Secret with host, port, database, username and password of PostgreSQL.") @Required
            SecretReference secretRef,

            @JsonPropertyDescription("Table or view with one column for each feature.")
            @Required
            @Size(min = 1, max = Formats.TABLE_MAX)
            @Pattern(Formats.TABLE)
            String table) {}

    /** Files by URI. */
    public record Files(
            @JsonPropertyDescription("https://, http://, s3://bucket/key or pvc://claim/path; * matches within a name.")
            @Required
            @Size(min = 1, max = Formats.URI_MAX)
            @Pattern(Formats.DATA_URI)
            String uri,

            @JsonPropertyDescription(
                    "Secret with the credentials for the uri: token, or username and password; or accessKey, secretKey, endpoint, region.")
            @Nullable
            SecretReference secretRef) {}

    /** The first days of the prediction log. */
    public record FrozenLog(
            @JsonPropertyDescription("How much of the log's beginning is the reference.")
            @Required
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String first) {}
}

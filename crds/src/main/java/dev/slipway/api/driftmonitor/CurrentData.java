package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What the data looks like now. */
@ValidationRule(
        value = "!has(self.postgres) || !has(self.parquet)",
        messageExpression =
                "'current data is in table ' + self.postgres.table + ' and also in ' + self.parquet.uri + ': remove one of them'")
public record CurrentData(
        @JsonPropertyDescription("A table to read instead of the model's prediction log.") @Nullable
        TimedTable postgres,

        @JsonPropertyDescription("Parquet files to read instead, of a model served elsewhere.") @Nullable
        TimedFiles parquet,

        @JsonPropertyDescription("How far back a run reads.")
        @Default(CurrentData.DEFAULT_WINDOW)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String window,

        @JsonPropertyDescription("With fewer rows the verdict is NoData rather than a guess.")
        @Default("" + CurrentData.DEFAULT_MIN_ROWS)
        @Min(1)
        @Max(1000000000)
        Integer minRows) {

    static final String DEFAULT_WINDOW = "24h";
    static final int DEFAULT_MIN_ROWS = 500;
    public static final CurrentData DEFAULT = new CurrentData(null, null, DEFAULT_WINDOW, DEFAULT_MIN_ROWS);

    public CurrentData {
        window = window == null ? DEFAULT_WINDOW : window;
        minRows = minRows == null ? DEFAULT_MIN_ROWS : minRows;
    }

    /** A table with a time of each row. */
    public record TimedTable(
            @JsonPropertyDescription("Secret with host, port, database, username and password of PostgreSQL.") @Required
            SecretReference secretRef,

            @JsonPropertyDescription("Table or view with one column for each feature.")
            @Required
            @Size(min = 1, max = Formats.TABLE_MAX)
            @Pattern(Formats.TABLE)
            String table,

            @JsonPropertyDescription("Column with the time of the prediction.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String timeColumn,

            @JsonPropertyDescription("Column by which labels find their prediction. Default: request_id.")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            @Nullable
            String keyColumn) {}

    /** Files with a time in each row. */
    public record TimedFiles(
            @JsonPropertyDescription("https://, http://, s3://bucket/key or pvc://claim/path; * matches within a name.")
            @Required
            @Size(min = 1, max = Formats.URI_MAX)
            @Pattern(Formats.DATA_URI)
            String uri,

            @JsonPropertyDescription(
                    "Secret with the credentials for the uri: token, or username and password; or accessKey, secretKey, endpoint, region.")
            @Nullable
            SecretReference secretRef,

            @JsonPropertyDescription("Column with the time of the prediction.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String timeColumn,

            @JsonPropertyDescription("Column by which labels find their prediction. Default: request_id.")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            @Nullable
            String keyColumn) {}
}

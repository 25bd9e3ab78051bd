package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** True answers, which arrive late, in a table or files of the user's. */
@ValidationRule(
        value = "has(self.postgres) != has(self.parquet)",
        messageExpression =
                "has(self.postgres) ? 'labels are in table ' + self.postgres.table + ' and also in ' + self.parquet.uri + ': remove one of them' : 'labels have no place: set postgres or parquet'")
public record Labels(
        @JsonPropertyDescription("Table with the true answers.") @Nullable
        LabelTable postgres,

        @JsonPropertyDescription("Parquet files with the true answers.") @Nullable
        LabelFiles parquet,

        @JsonPropertyDescription("How long after its prediction a label is waited for.")
        @Default(Labels.DEFAULT_MAX_DELAY)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String maxDelay,

        @JsonPropertyDescription("Detectors that follow the stream of errors in order of time.") @Size(max = 7)
        List<Detector> detectors,

        @JsonPropertyDescription("Bounds on the measured performance. Absent: it is measured and not judged.") @Nullable
        Performance performance) {

    static final String DEFAULT_MAX_DELAY = "7d";

    public Labels {
        maxDelay = maxDelay == null ? DEFAULT_MAX_DELAY : maxDelay;
        detectors = detectors == null ? List.of() : List.copyOf(detectors);
    }

    /** Labels by the key of their prediction. */
    public record LabelTable(
            @JsonPropertyDescription(
                    "Secret with host, port, database, username and password. Default: that of the current data.")
            @Nullable
            SecretReference secretRef,

            @JsonPropertyDescription("Table or view.")
            @Required
            @Size(min = 1, max = Formats.TABLE_MAX)
            @Pattern(Formats.TABLE)
            String table,

            @JsonPropertyDescription(
                    "Column that equals the key of the prediction: request_id of a prediction log, else current's keyColumn.")
            @Default("request_id")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String keyColumn,

            @JsonPropertyDescription("Column with the true answer.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String labelColumn,

            @JsonPropertyDescription("Column with the time at which the label arrived.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String timeColumn) {

        public LabelTable {
            keyColumn = keyColumn == null ? "request_id" : keyColumn;
        }
    }

    /** Files of labels by the key of their prediction. */
    public record LabelFiles(
            @JsonPropertyDescription("https://, http://, s3://bucket/key or pvc://claim/path; * matches within a name.")
            @Required
            @Size(min = 1, max = Formats.URI_MAX)
            @Pattern(Formats.DATA_URI)
            String uri,

            @JsonPropertyDescription(
                    "Secret with the credentials for the uri: token, or username and password; or accessKey, secretKey, endpoint, region.")
            @Nullable
            SecretReference secretRef,

            @JsonPropertyDescription(
                    "Column that equals the key of the prediction: request_id of a prediction log, else current's keyColumn.")
            @Default("request_id")
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String keyColumn,

            @JsonPropertyDescription("Column with the true answer.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String labelColumn,

            @JsonPropertyDescription("Column with the time at which the label arrived.")
            @Required
            @Size(min = 1, max = Formats.COLUMN_MAX)
            @Pattern(Formats.IDENTIFIER)
            String timeColumn) {

        public LabelFiles {
            keyColumn = keyColumn == null ? "request_id" : keyColumn;
        }
    }

    /** A detector of concept drift, with the parameters of its paper. */
    public record Detector(
            @JsonPropertyDescription("DDM, EDDM, HDDM_A, HDDM_W, PageHinkley, ADWIN or KSWIN.") @Required
            DetectorType type) {}

    public enum DetectorType {
        DDM,
        EDDM,
        HDDM_A,
        HDDM_W,
        PageHinkley,
        ADWIN,
        KSWIN
    }

    /** When measured performance counts as degraded. */
    @ValidationRule(
            value = "has(self.floor) || has(self.minDrop)",
            messageExpression = "'performance of ' + self.metric + ' has no bound: set floor, minDrop or both'")
    public record Performance(
            @JsonPropertyDescription("What is measured.") @Required
            Metric metric,

            @JsonPropertyDescription(
                    "Worst value that is accepted: the least, or the most for logLoss, brier, mae and rmse.")
            @Nullable
            Double floor,

            @JsonPropertyDescription("Smallest loss against the reference that counts as degraded.") @Min(0) @Nullable
            Double minDrop) {}
}

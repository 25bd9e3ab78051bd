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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the full report of a run is kept. */
@ValidationRule(
        value = "has(self.pvc) != has(self.s3)",
        messageExpression =
                "has(self.pvc) ? 'report goes to claim ' + self.pvc.claimName + ' and also to s3: remove one of them' : 'report has no place: set pvc or s3'")
public record Report(
        @JsonPropertyDescription("A volume claim in this namespace.") @Nullable
        Pvc pvc,

        @JsonPropertyDescription("A bucket.") @Nullable S3 s3,

        @JsonPropertyDescription("Formats that are written.") @Size(min = 1, max = 2) @Default("[\"JSON\",\"HTML\"]")
        List<ReportFormat> formats,

        @JsonPropertyDescription("Reports that are kept; the oldest go first.") @Default("30") @Min(1) @Max(10000)
        Integer historyLimit) {

    public Report {
        formats = formats == null ? List.of(ReportFormat.JSON, ReportFormat.HTML) : List.copyOf(formats);
        historyLimit = historyLimit == null ? 30 : historyLimit;
    }

    public enum ReportFormat {
        JSON,
        HTML
    }

    /** A volume claim. */
    public record Pvc(
            @JsonPropertyDescription("Name of a PersistentVolumeClaim in the same namespace.")
            @Required
            @Size(min = 1, max = Formats.NAME_MAX)
            @Pattern(Formats.DNS_SUBDOMAIN)
            String claimName) {}

    /** A place in a bucket. */
    public record S3(
            @JsonPropertyDescription("s3://bucket/prefix.")
            @Required
            @Size(max = Formats.URI_MAX)
            @Pattern(Formats.S3_URI)
            String uri,

            @JsonPropertyDescription("Secret with accessKey, secretKey, endpoint and region.") @Nullable
            SecretReference secretRef) {}
}

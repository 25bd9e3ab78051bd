package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** A PostgreSQL table of requests and predictions, written off the request path. */
public record PredictionLog(
        @JsonPropertyDescription("Secret with host, port, database, username and password of PostgreSQL.") @Required
        SecretReference secretRef,

        @JsonPropertyDescription("Table, created when absent and partitioned by day.")
        @Required
        @Size(min = 1, max = 127)
        @Pattern(Formats.TABLE)
        String table,

        @JsonPropertyDescription("Share of requests that is recorded.") @Default("1.0") @Min(0) @Max(1)
        Double sampleRate,

        @JsonPropertyDescription("Rows older than this are dropped.")
        @Default("90d")
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String retention,

        @JsonPropertyDescription(
                "Memory for rows that wait to be written. When it is full rows are dropped and counted.")
        @Default("64Mi")
        Quantity maxBuffer,

        @JsonPropertyDescription("Columns that are written as null.") @Size(max = 1024)
        List<@Size(min = 1, max = 128) String> mask) {

    public PredictionLog {
        sampleRate = sampleRate == null ? 1.0 : sampleRate;
        retention = retention == null ? "90d" : retention;
        maxBuffer = maxBuffer == null ? new Quantity("64Mi") : maxBuffer;
        mask = mask == null ? List.of() : List.copyOf(mask);
    }
}

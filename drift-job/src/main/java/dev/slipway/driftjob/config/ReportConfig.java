package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.util.List;
import java.util.Optional;

/** Where reports go, and how many are kept. */
public record ReportConfig(PlaceConfig place, boolean json, boolean html, int historyLimit) {
    static Optional<ReportConfig> of(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("report");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        node.get().only("directory", "s3", "formats", "historyLimit");
        List<String> formats = node.get().strings("formats");
        for (String format : formats) {
            if (!List.of("JSON", "HTML").contains(format)) {
                throw node.get().refuse("formats", "JSON, HTML or both");
            }
        }
        return Optional.of(new ReportConfig(
                PlaceConfig.of(node.get(), "$.report", false),
                formats.isEmpty() || formats.contains("JSON"),
                formats.isEmpty() || formats.contains("HTML"),
                node.get().integer("historyLimit", 30, 1, 10_000)));
    }
}

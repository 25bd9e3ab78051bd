package dev.slipway.driftjob.config;

import dev.slipway.driftjob.concept.DetectorType;
import dev.slipway.driftjob.concept.Metric;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where true answers arrive, and what follows from them.
 *
 * @param timeColumn when a label arrived
 */
public record LabelConfig(
        SourceConfig source,
        String labelColumn,
        Optional<String> timeColumn,
        Duration maxDelay,
        List<DetectorType> detectors,
        Optional<Bounds> performance) {
    /** When measured performance counts as degraded. */
    public record Bounds(Metric metric, Optional<Double> floor, Optional<Double> minDrop) {}

    static LabelConfig of(ConfigNode node) throws FailureException {
        node.only("postgres", "csv", "parquet", "maxDelay", "detectors", "performance");
        List<String> kinds = List.of("postgres", "csv", "parquet");
        SourceConfig source = SourceConfig.of(node, "$.labels", kinds).source();
        ConfigNode table = node.object(
                        kinds.stream().filter(node::has).findFirst().orElseThrow())
                .orElseThrow();
        List<DetectorType> detectors = new ArrayList<>();
        for (ConfigNode detector : node.objects("detectors")) {
            detector.only("type");
            detector.string("type");
            detectors.add(detector.oneOf("type", DetectorType.DDM));
        }
        return new LabelConfig(
                source,
                table.string("labelColumn"),
                table.optionalString("timeColumn"),
                node.duration("maxDelay", Duration.ofDays(7)),
                detectors,
                bounds(node));
    }

    private static Optional<Bounds> bounds(ConfigNode node) throws FailureException {
        Optional<ConfigNode> performance = node.object("performance");
        if (performance.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode bounds = performance.get().only("metric", "floor", "minDrop");
        bounds.string("metric");
        Metric metric = bounds.oneOf("metric", Metric.accuracy);
        if (!bounds.has("floor") && !bounds.has("minDrop")) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's $.labels.performance has no bound: set floor, minDrop or both.");
        }
        return Optional.of(new Bounds(metric, bounds.optionalNumber("floor"), bounds.optionalNumber("minDrop")));
    }
}

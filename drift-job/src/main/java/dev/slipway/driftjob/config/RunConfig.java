package dev.slipway.driftjob.config;

import dev.slipway.driftjob.concept.Metric;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run is to do. */
public record RunConfig(
        String name,
        Reference reference,
        Current current,
        FeatureConfig features,
        Optional<PredictionConfig> prediction,
        Optional<LabelConfig> labels,
        Optional<Estimate> estimate,
        List<Expectation> expectations,
        Budget budget,
        Alerting alerting,
        Optional<State> state,
        Optional<ReportConfig> report,
        Optional<Path> profileOutput) {

    /**
     * @param key another text makes the reference anew
     * @param before key of a reference that is kept beside it; empty: the one without a key
     */
    public record Reference(
            SourceConfig source, Optional<Instant> start, Optional<Instant> end, String key, String before) {}

    /**
     * @param window length; absent: all rows
     * @param end of the window; absent: now
     */
    public record Current(
            SourceConfig source, Optional<Duration> window, Optional<Instant> start, Optional<Instant> end) {}

    /** Performance without labels. */
    public record Estimate(Metric metric, double minDrop) {}

    /** How many windows make an alarm, and how many end it. */
    public record Alerting(int fireWindows, int fireOf, int resolveWindows) {}

    /** Where a run's memory is. */
    public record State(PlaceConfig place, Duration bucket, Duration settle) {}

    /** Reads the document of {@code run} and {@code profile}. */
    public static RunConfig of(ConfigNode root) throws FailureException {
        root.only(
                "name",
                "reference",
                "current",
                "features",
                "prediction",
                "labels",
                "estimate",
                "expectations",
                "budget",
                "alerting",
                "state",
                "report",
                "output");
        Reference reference = reference(root);
        Current current = current(root);
        ConfigNode node = needed(root, "current");
        Optional<ConfigNode> answer = root.object("prediction");
        Optional<PredictionConfig> prediction =
                answer.isPresent() ? Optional.of(PredictionConfig.of(answer.get())) : Optional.empty();
        Optional<ConfigNode> labels = root.object("labels");
        Optional<ReportConfig> report = ReportConfig.of(root);
        return new RunConfig(
                root.optionalString("name").orElse("drift"),
                reference,
                current,
                FeatureConfig.of(
                        root.object("features").orElse(ConfigNode.NONE),
                        node.integer("minRows", 500, 1, Integer.MAX_VALUE),
                        prediction),
                prediction,
                labels.isPresent() ? Optional.of(LabelConfig.of(labels.get())) : Optional.empty(),
                estimate(root),
                expectations(root),
                budget(root),
                alerting(root),
                state(root, current, report),
                report,
                root.object("output")
                        .orElse(ConfigNode.NONE)
                        .only("profile")
                        .optionalString("profile")
                        .map(Path::of));
    }

    private static ConfigNode needed(ConfigNode root, String field) throws FailureException {
        return root.object(field)
                .orElseThrow(() ->
                        new FailureException(CommonReason.InvalidConfig, "The configuration lacks $." + field + "."));
    }

    private static Reference reference(ConfigNode root) throws FailureException {
        ConfigNode node = needed(root, "reference")
                .only("postgres", "csv", "parquet", "profile", "predictionLog", "key", "before");
        SourceConfig.Placed placed =
                SourceConfig.of(node, "$.reference", List.of("postgres", "csv", "parquet", "profile", "predictionLog"));
        return new Reference(
                placed.source(),
                placed.start(),
                placed.end(),
                node.optionalString("key").orElse(""),
                node.optionalString("before").orElse(""));
    }

    private static Current current(ConfigNode root) throws FailureException {
        ConfigNode node = needed(root, "current").only("postgres", "csv", "parquet", "window", "end", "minRows");
        SourceConfig.Placed placed = SourceConfig.of(node, "$.current", List.of("postgres", "csv", "parquet"));
        Optional<Duration> window =
                node.has("window") ? Optional.of(node.duration("window", Duration.ZERO)) : Optional.empty();
        if (window.isPresent()
                && (placed.source().time().isEmpty() || window.get().isZero())) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's $.current.window needs a timeColumn and a length of more than 0.");
        }
        Optional<Instant> end = SourceConfig.instant(node, "end");
        return new Current(placed.source(), window, placed.start(), end.or(placed::end));
    }

    private static Optional<Estimate> estimate(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("estimate");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        node.get().only("method", "metric", "minDrop").oneOf("method", EstimateMethod.CBPE);
        node.get().string("metric");
        Metric metric = node.get().oneOf("metric", Metric.auc);
        if (!metric.estimable()) {
            throw node.get().refuse("metric", "accuracy, auc, f1, precision or recall");
        }
        return Optional.of(new Estimate(metric, node.get().number("minDrop", 0.03, 0, 1)));
    }

    private enum EstimateMethod {
        CBPE
    }

    private static List<Expectation> expectations(ConfigNode root) throws FailureException {
        List<Expectation> expectations = new ArrayList<>();
        for (ConfigNode node : root.objects("expectations")) {
            expectations.add(Expectation.of(node));
        }
        return expectations;
    }

    static Budget budget(ConfigNode root) throws FailureException {
        ConfigNode node =
                root.object("budget").orElse(ConfigNode.NONE).only("maxRows", "maxBytes", "share", "keyColumn");
        return new Budget(
                node.longInteger("maxRows", Long.MAX_VALUE, 1),
                node.longInteger("maxBytes", Long.MAX_VALUE, 1),
                node.number("share", 1, 1e-9, 1),
                node.optionalString("keyColumn"));
    }

    private static Alerting alerting(ConfigNode root) throws FailureException {
        ConfigNode node = root.object("alerting").orElse(ConfigNode.NONE).only("fireAfter", "resolveAfter");
        ConfigNode fire = node.object("fireAfter").orElse(ConfigNode.NONE).only("windows", "of");
        ConfigNode resolve = node.object("resolveAfter").orElse(ConfigNode.NONE).only("windows");
        return new Alerting(
                fire.integer("windows", 2, 1, 50), fire.integer("of", 3, 1, 50), resolve.integer("windows", 3, 1, 50));
    }

    private static Optional<State> state(ConfigNode root, Current current, Optional<ReportConfig> report)
            throws FailureException {
        ConfigNode node = root.object("state").orElse(ConfigNode.NONE);
        node.only("directory", "s3", "postgres", "bucket", "settle");
        Duration window = current.window().orElse(Duration.ofHours(1));
        Duration hour = Duration.ofHours(1);
        Duration bucket = node.duration("bucket", window.compareTo(hour) < 0 ? window : hour);
        if (bucket.isZero() || window.toMillis() % bucket.toMillis() != 0) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's $.current.window of %s is no whole number of buckets of %s; set $.state.bucket."
                            .formatted(window, bucket));
        }
        Duration settle = node.duration("settle", Duration.ofMinutes(5));
        if (root.has("state")) {
            return Optional.of(new State(PlaceConfig.of(node, "$.state", true), bucket, settle));
        }
        return report.map(r -> new State(r.place(), bucket, settle));
    }

    /** Columns that are never features. */
    public Set<String> ignored() {
        Set<String> ignored = new HashSet<>(features.ignore());
        if (reference.source() instanceof SourceConfig.FrozenLog) {
            ignored.addAll(SourceConfig.LOG_COLUMNS);
        }
        prediction.ifPresent(p -> ignored.add(p.classColumn()));
        labels.ifPresent(l -> ignored.add(l.labelColumn()));
        current.source().time().ifPresent(ignored::add);
        reference.source().time().ifPresent(ignored::add);
        return ignored;
    }
}

package dev.slipway.driftjob.config;

import dev.slipway.driftjob.concept.Metric;
import dev.slipway.driftjob.gate.GateRule;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an evaluation is to do. */
public record EvaluateConfig(
        String name,
        Contenders contenders,
        SourceConfig data,
        String labelColumn,
        List<String> features,
        Optional<String> blockColumn,
        String positiveLabel,
        double threshold,
        List<GateRule> rules,
        int minRows,
        int maxRows,
        int resamples,
        long seed,
        Optional<ReportConfig> report) {

    /** Who is compared. */
    public sealed interface Contenders {
        /**
         * Two models.
         *
         * @param champion empty: there is none
         */
        record Named(Optional<ModelConfig> champion, ModelConfig candidate) implements Contenders {}

        /** The versions that two aliases of a registered model name when the evaluation begins. */
        record Aliases(RegistryConfig registry, List<String> features) implements Contenders {}
    }

    /** Where a model is. */
    public sealed interface ModelConfig {
        /** Where it is, for messages and reports. */
        String shown();

        /** Columns that it takes; empty: those of the document. */
        List<String> features();

        /** A file that ONNX Runtime loads here. */
        record File(String uri, Optional<Path> secret, Optional<Registry> registry, List<String> features)
                implements ModelConfig {
            /** What follows a question mark can be a signature that opens the file. */
            @Override
            public String shown() {
                return uri.matches("(?i)https?:.*") ? uri.replaceFirst("[?#].*$", "") : uri;
            }
        }

        /** A model that an Open Inference Protocol server serves. */
        record Served(String url, String model, List<String> features) implements ModelConfig {
            @Override
            public String shown() {
                return url + " " + model;
            }
        }
    }

    /** An MLflow server. */
    public record Registry(String url, Optional<Path> secret) {}

    /** Reads the document of {@code evaluate}. */
    public static EvaluateConfig of(ConfigNode root) throws FailureException {
        root.only(
                "name",
                "champion",
                "candidate",
                "registry",
                "data",
                "labelColumn",
                "features",
                "blockColumn",
                "positiveLabel",
                "threshold",
                "rules",
                "minRows",
                "maxRows",
                "resamples",
                "seed",
                "report");
        ConfigNode data = root.object("data").orElseThrow(() -> lacks("data"));
        data.only("postgres", "csv", "parquet");
        List<GateRule> rules = rules(root);
        return new EvaluateConfig(
                root.optionalString("name").orElse("evaluation"),
                contenders(root, rules),
                SourceConfig.of(data, "$.data", List.of("postgres", "csv", "parquet"))
                        .source(),
                root.string("labelColumn"),
                root.strings("features"),
                root.optionalString("blockColumn"),
                root.optionalString("positiveLabel").orElse("1"),
                root.number("threshold", 0.5, 0, 1),
                rules,
                root.integer("minRows", 200, 1, Integer.MAX_VALUE),
                root.integer("maxRows", 1_000_000, 1, 5_000_000),
                root.integer("resamples", 1000, 100, 100_000),
                root.longInteger("seed", 20_261_121, 0),
                ReportConfig.of(root));
    }

    private static Contenders contenders(ConfigNode root, List<GateRule> rules) throws FailureException {
        Optional<RegistryConfig> registry = RegistryConfig.optional(root);
        Optional<ConfigNode> champion = root.object("champion");
        if (registry.isPresent()) {
            if (champion.isPresent() || root.has("candidate")) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The configuration needs either $.registry or $.candidate (with $.champion), and has both.");
            }
            return new Contenders.Aliases(registry.get(), root.strings("features"));
        }
        if (champion.isEmpty() && !hasFloor(rules)) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "Without $.champion the configuration's $.rules need at least one floor: there is nothing to compare with.");
        }
        return new Contenders.Named(
                champion.isPresent() ? Optional.of(model(champion.get(), "champion")) : Optional.empty(),
                model(root.object("candidate").orElseThrow(() -> lacks("candidate")), "candidate"));
    }

    private static FailureException lacks(String field) {
        return new FailureException(CommonReason.InvalidConfig, "The configuration lacks $." + field + ".");
    }

    private static ModelConfig model(ConfigNode node, String field) throws FailureException {
        node.only("uri", "secret", "registry", "v2", "features");
        Optional<ConfigNode> served = node.object("v2");
        if (served.isPresent() == node.has("uri")) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "The configuration's $.%s needs either uri or v2.".formatted(field));
        }
        if (served.isPresent()) {
            return new ModelConfig.Served(
                    served.get().only("url", "model").string("url").replaceAll("/+$", ""),
                    served.get().string("model"),
                    node.strings("features"));
        }
        Optional<ConfigNode> registry = node.object("registry");
        return new ModelConfig.File(
                node.string("uri"),
                node.optionalString("secret").map(Path::of),
                registry.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Registry(
                                registry.get().only("url", "secret").string("url"),
                                registry.get().optionalString("secret").map(Path::of))),
                node.strings("features"));
    }

    private static List<GateRule> rules(ConfigNode root) throws FailureException {
        List<GateRule> rules = new ArrayList<>();
        for (ConfigNode node : root.objects("rules")) {
            node.only("metric", "minDelta", "confidence", "floor", "by", "maxDrop");
            node.string("metric");
            Metric metric = node.oneOf("metric", Metric.auc);
            int given = (node.has("minDelta") ? 1 : 0) + (node.has("floor") ? 1 : 0) + (node.has("maxDrop") ? 1 : 0);
            if (given != 1
                    || (node.has("by") && !node.has("maxDrop"))
                    || (node.has("confidence") && !node.has("minDelta"))) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The configuration's rule on %s needs exactly one of minDelta (with confidence), floor and maxDrop (with by)."
                                .formatted(metric));
            }
            if (node.has("minDelta")) {
                rules.add(new GateRule.Better(
                        metric,
                        node.optionalNumber("minDelta").orElse(0.0),
                        node.number("confidence", 0.95, 0.5, 0.9999)));
            } else if (node.has("floor")) {
                rules.add(
                        new GateRule.Floor(metric, node.optionalNumber("floor").orElse(0.0)));
            } else {
                rules.add(new GateRule.NotWorse(
                        metric,
                        node.number("maxDrop", 0, 0, 1e9),
                        node.optionalString("by").orElse("")));
            }
        }
        if (rules.isEmpty()) {
            throw lacks("rules");
        }
        return List.copyOf(rules);
    }

    /** Whether a rule can hold without a champion. */
    public boolean hasFloor() {
        return hasFloor(rules);
    }

    private static boolean hasFloor(List<GateRule> rules) {
        return rules.stream().anyMatch(r -> r instanceof GateRule.Floor);
    }

    /** Columns whose values are segments. */
    public Set<String> segmentColumns() {
        Set<String> columns = new TreeSet<>();
        for (GateRule rule : rules) {
            if (rule instanceof GateRule.NotWorse notWorse && !notWorse.by().isEmpty()) {
                columns.add(notWorse.by());
            }
        }
        return columns;
    }
}

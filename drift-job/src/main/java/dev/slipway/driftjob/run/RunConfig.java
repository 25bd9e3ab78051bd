package dev.slipway.driftjob.run;

import dev.slipway.driftjob.decision.Correction;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a run is to do, read strictly from JSON. */
record RunConfig(
        String name,
        SourceConfig reference,
        SourceConfig current,
        Rule rule,
        double delta,
        Map<String, FeatureOverride> overrides,
        Set<String> ignore,
        Budget budget,
        List<Expectation> expectations,
        Outputs outputs) {
    private static final Set<String> NUMERIC = Set.of("ks", "wasserstein", "psi", "js", "hellinger", "kl");
    private static final Set<String> LEVELS = Set.of("tvd", "chi2", "psi", "js", "hellinger", "cramersV");

    /** A column that is compared differently. */
    record FeatureOverride(Optional<String> method, double threshold, double weight) {}

    /** Where results go. */
    record Outputs(
            Optional<Path> json,
            Optional<Path> html,
            Optional<Path> summary,
            Optional<Path> profile,
            Optional<Path> history,
            int fireWindows,
            int fireOf) {}

    static RunConfig read(Path file) throws FailureException {
        ConfigNode root = ConfigDocument.read(file)
                .root()
                .only("name", "reference", "current", "features", "minRows", "budget", "expectations", "output");
        ConfigNode features = root.object("features").orElse(ConfigNode.NONE).only("decision", "overrides", "ignore");
        ConfigNode decision =
                features.object("decision").orElse(ConfigNode.NONE).only("method", "delta", "alpha", "correction");
        double delta = decision.number("delta", 0.1, 0, 1000);
        Rule rule = new Rule(
                decision.oneOf("method", DecisionName.EffectSize).method,
                decision.number("alpha", 0.01, 1e-12, 0.5),
                decision.oneOf("correction", CorrectionName.BH).correction,
                root.integer("minRows", 500, 1, Integer.MAX_VALUE));
        return new RunConfig(
                root.optionalString("name").orElse("drift"),
                SourceConfig.of(root.object("reference").orElseThrow(() -> root.refuse("reference", "an object"))),
                SourceConfig.of(root.object("current").orElseThrow(() -> root.refuse("current", "an object"))),
                rule,
                delta,
                overrides(features, delta),
                Set.copyOf(features.strings("ignore")),
                budget(root),
                expectations(root),
                outputs(root));
    }

    private static Map<String, FeatureOverride> overrides(ConfigNode features, double delta) throws FailureException {
        Map<String, FeatureOverride> overrides = new HashMap<>();
        for (ConfigNode node : features.objects("overrides")) {
            node.only("name", "method", "threshold", "weight");
            Optional<String> method = node.optionalString("method");
            if (method.isPresent() && !NUMERIC.contains(method.get()) && !LEVELS.contains(method.get())) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The configuration's method " + method.get() + " is unknown; known are " + NUMERIC
                                + " for numbers and " + LEVELS + " for names.");
            }
            overrides.put(
                    node.string("name"),
                    new FeatureOverride(
                            method, node.number("threshold", delta, 0, 1e9), node.number("weight", 1, 0, 1000)));
        }
        return overrides;
    }

    private static Budget budget(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("budget");
        if (node.isEmpty()) {
            return Budget.UNLIMITED;
        }
        node.get().only("maxRows", "maxBytes", "share");
        return new Budget(
                (long) node.get().number("maxRows", 9e18, 1, 9e18),
                (long) node.get().number("maxBytes", 9e18, 1, 9e18),
                node.get().number("share", 1, 1e-9, 1));
    }

    private static List<Expectation> expectations(ConfigNode root) throws FailureException {
        List<Expectation> expectations = new ArrayList<>();
        for (ConfigNode node : root.objects("expectations")) {
            expectations.add(Expectation.of(node));
        }
        return expectations;
    }

    private static Outputs outputs(ConfigNode root) throws FailureException {
        ConfigNode node = root.object("output")
                .orElse(ConfigNode.NONE)
                .only("json", "html", "summary", "profile", "history", "fireAfter");
        ConfigNode fire = node.object("fireAfter").orElse(ConfigNode.NONE).only("windows", "of");
        return new Outputs(
                node.optionalString("json").map(Path::of),
                node.optionalString("html").map(Path::of),
                node.optionalString("summary").map(Path::of),
                node.optionalString("profile").map(Path::of),
                node.optionalString("history").map(Path::of),
                fire.integer("windows", 2, 1, 60),
                fire.integer("of", 3, 1, 60));
    }

    /** The deciding method of a column: the override's, where it fits the column, else ks or tvd. */
    String method(String feature, boolean numeric) {
        FeatureOverride override = overrides.get(feature);
        Set<String> fitting = numeric ? NUMERIC : LEVELS;
        String standard = numeric ? "ks" : "tvd";
        return override == null
                ? standard
                : override.method().filter(fitting::contains).orElse(standard);
    }

    double threshold(String feature) {
        FeatureOverride override = overrides.get(feature);
        return override == null ? delta : override.threshold();
    }

    double weight(String feature) {
        FeatureOverride override = overrides.get(feature);
        return override == null ? 1 : override.weight();
    }

    /** Names as in the DriftMonitor. */
    enum DecisionName {
        EffectSize(Rule.Method.EFFECT_SIZE),
        PValue(Rule.Method.P_VALUE),
        Threshold(Rule.Method.THRESHOLD);

        private final Rule.Method method;

        DecisionName(Rule.Method method) {
            this.method = method;
        }
    }

    /** Names as in the DriftMonitor. */
    enum CorrectionName {
        None(Correction.NONE),
        Bonferroni(Correction.BONFERRONI),
        BH(Correction.BH),
        BY(Correction.BY);

        private final Correction correction;

        CorrectionName(Correction correction) {
            this.correction = correction;
        }
    }
}

package dev.slipway.driftjob.config;

import dev.slipway.driftjob.decision.Correction;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How columns are compared.
 *
 * @param delta smallest difference that matters
 * @param vectors names of columns that are compared together, by the vector's name
 */
public record FeatureConfig(
        Rule rule,
        double delta,
        List<String> numeric,
        List<String> categorical,
        Map<String, FeatureOverride> overrides,
        Set<String> ignore,
        Map<String, List<String>> vectors,
        Optional<Segments> segments) {
    static final List<String> NUMERIC = List.of("ks", "psi", "wasserstein", "js", "hellinger", "kl", "cvm", "ad");
    static final List<String> CATEGORICAL = List.of("chi2", "psi", "tvd", "js", "hellinger", "cramersV");

    /** Methods that need all values of a column. */
    public static final Set<String> EXACT = Set.of("cvm", "ad");

    /** A column that is compared differently. */
    public record FeatureOverride(List<String> methods, Optional<Double> threshold, double weight) {}

    /** Values of columns that are compared as data sets of their own. */
    public record Segments(List<String> by, int topK, long minRows) {}

    static FeatureConfig of(ConfigNode node, long minRows, Optional<PredictionConfig> prediction)
            throws FailureException {
        node.only("numeric", "categorical", "decision", "overrides", "ignore", "vectors", "segments");
        ConfigNode decision =
                node.object("decision").orElse(ConfigNode.NONE).only("method", "delta", "alpha", "correction");
        Rule rule = new Rule(
                decision.oneOf("method", DecisionName.EffectSize).method,
                decision.number("alpha", 0.01, 1e-12, 0.5),
                decision.oneOf("correction", CorrectionName.BH).correction,
                minRows);
        Map<String, FeatureOverride> overrides = overrides(node);
        prediction.ifPresent(
                p -> overrides.putIfAbsent(p.column(), new FeatureOverride(p.methods(), Optional.empty(), 1)));
        return new FeatureConfig(
                rule,
                decision.number("delta", 0.1, 0, 1000),
                methods(node, "numeric", List.of("ks", "psi", "wasserstein"), NUMERIC),
                methods(node, "categorical", List.of("chi2", "psi"), CATEGORICAL),
                Map.copyOf(overrides),
                Set.copyOf(node.strings("ignore")),
                vectors(node),
                segments(node));
    }

    private static List<String> methods(ConfigNode node, String field, List<String> otherwise, List<String> known)
            throws FailureException {
        List<String> methods =
                node.object(field).orElse(ConfigNode.NONE).only("methods").strings("methods");
        return methods.isEmpty() ? otherwise : known(methods, known);
    }

    static List<String> known(List<String> methods, List<String> known) throws FailureException {
        for (String method : methods) {
            if (!known.contains(method)) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The configuration's method %s is unknown here; known are %s."
                                .formatted(method, String.join(", ", known)));
            }
        }
        return List.copyOf(methods);
    }

    private static Map<String, FeatureOverride> overrides(ConfigNode node) throws FailureException {
        Map<String, FeatureOverride> overrides = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(NUMERIC);
        all.addAll(CATEGORICAL);
        all.add("mmd");
        for (ConfigNode entry : node.objects("overrides")) {
            entry.only("name", "methods", "threshold", "weight");
            Optional<Double> threshold =
                    entry.has("threshold") ? Optional.of(entry.number("threshold", 0, 0, 1e9)) : Optional.empty();
            overrides.put(
                    entry.string("name"),
                    new FeatureOverride(
                            known(entry.strings("methods"), all), threshold, entry.number("weight", 1, 0, 1000)));
        }
        return overrides;
    }

    private static Map<String, List<String>> vectors(ConfigNode node) throws FailureException {
        Map<String, List<String>> vectors = new LinkedHashMap<>();
        for (ConfigNode entry : node.objects("vectors")) {
            entry.only("name", "columns");
            vectors.put(entry.string("name"), entry.strings("columns"));
        }
        return vectors;
    }

    private static Optional<Segments> segments(ConfigNode node) throws FailureException {
        Optional<ConfigNode> entry = node.object("segments");
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        entry.get().only("by", "topK", "minRows");
        return Optional.of(new Segments(
                entry.get().strings("by"),
                entry.get().integer("topK", 20, 1, 200),
                entry.get().integer("minRows", 200, 1, Integer.MAX_VALUE)));
    }

    /** The deciding method: ks, tvd or mmd by effect size unless an override says otherwise; else the first listed. */
    public String method(String feature, List<String> possible) {
        FeatureOverride override = overrides.get(feature);
        String standard = possible.contains("mmd") ? "mmd" : possible.contains("ks") ? "ks" : "tvd";
        if (override != null && !override.methods().isEmpty()) {
            return override.methods().stream()
                    .filter(possible::contains)
                    .findFirst()
                    .orElse(standard);
        }
        if (rule.method() != Rule.Method.THRESHOLD || possible.contains("mmd")) {
            return standard;
        }
        return (possible.contains("ks") ? numeric : categorical).getFirst();
    }

    /** Whether a method's score is shown of a column. */
    public boolean shows(String feature, String method, boolean numbers) {
        FeatureOverride override = overrides.get(feature);
        List<String> general = numbers ? numeric : categorical;
        return general.contains(method)
                || (override != null && override.methods().contains(method));
    }

    public double threshold(String feature) {
        FeatureOverride override = overrides.get(feature);
        return override == null ? delta : override.threshold().orElse(delta);
    }

    public double weight(String feature) {
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

package dev.slipway.driftjob.config;

import dev.slipway.driftjob.decision.Correction;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.workload.config.ConfigNode;
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
 * @param evidentlyCompat whether scores of {@link #EVIDENTLY} are those that Evidently gives
 */
public record FeatureConfig(
        Rule rule,
        double delta,
        List<String> numeric,
        List<String> categorical,
        Map<String, FeatureOverride> overrides,
        Set<String> ignore,
        Map<String, List<String>> vectors,
        Optional<Segments> segments,
        boolean evidentlyCompat) {
    /** Methods that need all values of a column. */
    public static final Set<String> EXACT = Methods.RANKS;

    /** Methods whose scores are Evidently's, where it is asked for. */
    public static final Set<String> EVIDENTLY = Methods.EVIDENTLY;

    /** A column that is compared differently. */
    public record FeatureOverride(List<String> methods, Optional<Double> threshold, double weight) {}

    /** Values of columns that are compared as data sets of their own. */
    public record Segments(List<String> by, int topK, long minRows) {}

    static FeatureConfig of(ConfigNode node, long minRows, Optional<PredictionConfig> prediction)
            throws FailureException {
        node.only(
                "numeric", "categorical", "decision", "overrides", "ignore", "vectors", "segments", "evidentlyCompat");
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
        List<String> numeric = methods(node, "numeric", List.of("ks", "psi", "wasserstein"), Methods.NUMERIC);
        boolean evidently = node.bool("evidentlyCompat", false);
        Methods.check(rule, numeric, overrides);
        return new FeatureConfig(
                rule,
                decision.number("delta", 0.1, 0, 1000),
                numeric,
                methods(node, "categorical", List.of("chi2", "psi"), Methods.CATEGORICAL),
                Map.copyOf(overrides),
                Set.copyOf(node.strings("ignore")),
                vectors(node),
                segments(node),
                evidently);
    }

    private static List<String> methods(ConfigNode node, String field, List<String> otherwise, List<String> known)
            throws FailureException {
        List<String> methods =
                node.object(field).orElse(ConfigNode.NONE).only("methods").strings("methods");
        return methods.isEmpty() ? otherwise : Methods.known(methods, known);
    }

    private static Map<String, FeatureOverride> overrides(ConfigNode node) throws FailureException {
        Map<String, FeatureOverride> overrides = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(Methods.NUMERIC);
        all.addAll(Methods.CATEGORICAL);
        all.add("mmd");
        for (ConfigNode entry : node.objects("overrides")) {
            entry.only("name", "methods", "threshold", "weight");
            Optional<Double> threshold =
                    entry.has("threshold") ? Optional.of(entry.number("threshold", 0, 0, 1e9)) : Optional.empty();
            overrides.put(
                    entry.string("name"),
                    new FeatureOverride(
                            Methods.known(entry.strings("methods"), all),
                            threshold,
                            entry.number("weight", 1, 0, 1000)));
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

    /**
     * The deciding method: ks, tvd or mmd by effect size unless an override says otherwise; else the first listed of those
     * that are possible. Where no p-value decides or is compared, Cramér's V in place of chi2.
     */
    public String method(String feature, List<String> possible) {
        FeatureOverride override = overrides.get(feature);
        String standard = possible.contains("mmd") ? "mmd" : possible.contains("ks") ? "ks" : "tvd";
        List<String> asked = override != null && !override.methods().isEmpty()
                ? override.methods()
                : rule.method() == Rule.Method.THRESHOLD ? general(possible.contains("ks")) : List.of();
        return asked.stream()
                .filter(possible::contains)
                .findFirst()
                .map(this::deciding)
                .orElse(standard);
    }

    private String deciding(String method) {
        boolean ofP = rule.method() == Rule.Method.P_VALUE || comparesP(method);
        return ofP ? method : Methods.EFFECT_SIZES.getOrDefault(method, method);
    }

    /** Whether a p-value is what a threshold is compared with, and drift is below it: Evidently's way with its test of names. */
    private boolean comparesP(String method) {
        return evidentlyCompat && rule.method() == Rule.Method.THRESHOLD && method.equals("chi2");
    }

    private List<String> general(boolean numbers) {
        return numbers ? numeric : categorical;
    }

    /** Whether a method's score is shown of a column. */
    public boolean shows(String feature, String method, boolean numbers) {
        FeatureOverride override = overrides.get(feature);
        return general(numbers).contains(method)
                || (override != null && override.methods().contains(method));
    }

    /** From where a method's score of a feature matters; a threshold for what needs all values is none for the method in its place. */
    public double threshold(String feature, String method) {
        FeatureOverride override = overrides.get(feature);
        double otherwise = evidentlyCompat && method.equals("chi2")
                ? rule.method() == Rule.Method.P_VALUE ? rule.alpha() : Methods.EVIDENTLY_P
                : delta;
        return override == null || standsIn(override, method)
                ? otherwise
                : override.threshold().orElse(otherwise);
    }

    private boolean standsIn(FeatureOverride override, String method) {
        return !wholeOnly(method)
                && override.methods().stream()
                        .map(this::deciding)
                        .filter(m -> Methods.NUMERIC.contains(m) || evidentlyCompat)
                        .findFirst()
                        .filter(this::wholeOnly)
                        .isPresent();
    }

    private boolean wholeOnly(String method) {
        return EXACT.contains(method) || (evidentlyCompat && EVIDENTLY.contains(method));
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

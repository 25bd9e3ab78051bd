package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the features of the current data are compared with the reference. */
@ValidationRule(
        value = "!has(self.overrides) || !has(self.ignore) || !self.overrides.exists(o, o.name in self.ignore)",
        messageExpression =
                "'feature %s has an override and is ignored: remove one of them'.format([self.overrides.filter(o, o.name in self.ignore)[0].name])",
        fieldPath = ".overrides")
@ValidationRule(
        value =
                FeatureTests.BY_P_VALUE
                        + " || !has(self.overrides)"
                        + " || !self.overrides.exists(o, has(o.methods) && has(o.threshold) && o.methods[0] == 'chi2' && o.threshold > 1.0)",
        message =
                "the threshold of an override by chi2 is compared with its effect size, Cramér's V, which is at most 1: use one"
                        + " such as 0.1, or decision.method PValue",
        fieldPath = ".overrides")
@ValidationRule(
        value = "!has(self.decision) || !has(self.decision.method) || self.decision.method != 'Threshold'"
                + " || !has(self.numeric) || !(self.numeric.methods[0] in ['cvm', 'ad'])",
        messageExpression =
                "'numeric.methods begins with ' + self.numeric.methods[0] + ', which decides: the statistic of a test grows with the rows"
                        + " and cannot be compared with delta; begin with a difference such as ks, or use decision.method PValue'",
        fieldPath = ".numeric")
@ValidationRule(
        value = FeatureTests.BY_P_VALUE + " || !has(self.overrides) || !self.overrides.exists(o, "
                + FeatureTests.RANKS_WITHOUT_THRESHOLD + ")",
        messageExpression =
                "'override of %s is decided by the statistic of a test, which grows with the rows: set its threshold, begin its methods with"
                        + " a difference such as ks, or use decision.method PValue'.format([self.overrides.filter(o, "
                        + FeatureTests.RANKS_WITHOUT_THRESHOLD + ")[0].name])",
        fieldPath = ".overrides")
public record FeatureTests(
        @JsonPropertyDescription("Features that are numbers.")
        Numeric numeric,

        @JsonPropertyDescription("Features that are names: strings, booleans, numbers with few values.")
        Categorical categorical,

        @JsonPropertyDescription("When a difference counts as drift.")
        Decision decision,

        @JsonPropertyDescription("Features that are compared differently.") @Size(max = 512)
        List<FeatureOverride> overrides,

        @JsonPropertyDescription("Columns that are not compared.") @Size(max = 512)
        List<@Size(min = 1, max = Formats.COLUMN_MAX) String> ignore,

        @JsonPropertyDescription(
                "Columns that are compared together, by maximum mean discrepancy. A column of type real[] or double precision[] is a vector by itself.")
        @Size(max = 32)
        List<FeatureVector> vectors,

        @JsonPropertyDescription(
                "Parts of the data that are compared each on its own, such as each country. Absent: only all rows together.")
        @Nullable
        Segments segments,

        @JsonPropertyDescription(
                "true: psi, js, kl, wasserstein and chi2 are the scores that Evidently 0.7 gives for the same rows, so that thresholds found with it can be kept. Reads columns again, at most 1,000,000 rows a side.")
        @Nullable
        Boolean evidentlyCompat) {

    static final String BY_P_VALUE =
            "(has(self.decision) && has(self.decision.method) && self.decision.method == 'PValue')";

    /** Of a list of methods: whether the first of those for numbers is a test of ranks; those only for names are passed over. */
    static final String BEGIN_WITH_RANKS =
            ".filter(m, !(m in ['chi2', 'tvd', 'cramersV'])).map(m, m in ['cvm', 'ad']) + [false])[0]";

    static final String RANKS_WITHOUT_THRESHOLD =
            "has(o.methods) && !has(o.threshold) && (o.methods" + BEGIN_WITH_RANKS;

    public static final FeatureTests DEFAULT = new FeatureTests(
            Numeric.DEFAULT, Categorical.DEFAULT, Decision.DEFAULT, List.of(), List.of(), List.of(), null, null);

    public FeatureTests {
        numeric = numeric == null ? Numeric.DEFAULT : numeric;
        categorical = categorical == null ? Categorical.DEFAULT : categorical;
        decision = decision == null ? Decision.DEFAULT : decision;
        overrides = overrides == null ? List.of() : List.copyOf(overrides);
        ignore = ignore == null ? List.of() : List.copyOf(ignore);
        vectors = vectors == null ? List.of() : List.copyOf(vectors);
    }

    /** Comparison of distributions of numbers. */
    public record Numeric(
            @JsonPropertyDescription(
                    "ks (Kolmogorov-Smirnov), psi (population stability index), wasserstein (divided by the reference's deviation), js (Jensen-Shannon), hellinger, kl (Kullback-Leibler); cvm (Cramér-von Mises) and ad (Anderson-Darling) read the column again. By Threshold the first decides.")
            @Size(min = 1, max = 8)
            @Default("[\"ks\",\"psi\",\"wasserstein\"]")
            List<NumericMethod> methods) {

        public static final Numeric DEFAULT =
                new Numeric(List.of(NumericMethod.ks, NumericMethod.psi, NumericMethod.wasserstein));

        public Numeric {
            methods = methods == null ? DEFAULT.methods() : List.copyOf(methods);
        }
    }

    /** Comparison of distributions of names. */
    public record Categorical(
            @JsonPropertyDescription(
                    "chi2 (where it decides and no p-value does: by its effect size, Cramér's V), psi (population stability index), tvd (total variation distance), js (Jensen-Shannon), hellinger, cramersV. By Threshold the first decides.")
            @Size(min = 1, max = 6)
            @Default("[\"chi2\",\"psi\"]")
            List<CategoricalMethod> methods) {

        public static final Categorical DEFAULT =
                new Categorical(List.of(CategoricalMethod.chi2, CategoricalMethod.psi));

        public Categorical {
            methods = methods == null ? DEFAULT.methods() : List.copyOf(methods);
        }
    }

    public enum NumericMethod {
        ks,
        psi,
        wasserstein,
        js,
        hellinger,
        kl,
        cvm,
        ad
    }

    public enum CategoricalMethod {
        chi2,
        psi,
        tvd,
        js,
        hellinger,
        cramersV
    }

    /** All methods, where a column may be of either sort. */
    public enum Method {
        ks,
        psi,
        wasserstein,
        js,
        hellinger,
        kl,
        cvm,
        ad,
        chi2,
        tvd,
        cramersV
    }

    /** From a difference to a verdict. With many rows every difference is significant: effect size is the default. */
    public record Decision(
            @JsonPropertyDescription(
                    "EffectSize: the difference is surely more than delta. PValue: p is less than alpha. Threshold: the score is more than delta.")
            @Default("EffectSize")
            DecisionMethod method,

            @JsonPropertyDescription("Smallest difference that matters, on the scale of ks.")
            @Default("" + Decision.DEFAULT_DELTA)
            @Min(0)
            @Max(1000)
            Double delta,

            @JsonPropertyDescription("Share of false alarms that is accepted.")
            @Default("" + Decision.DEFAULT_ALPHA)
            @Min(1e-12)
            @Max(0.5)
            Double alpha,

            @JsonPropertyDescription(
                    "Correction for comparing many features: BH (Benjamini-Hochberg), BY (Benjamini-Yekutieli), Bonferroni, None.")
            @Default("BH")
            Correction correction) {

        static final double DEFAULT_DELTA = 0.1;
        static final double DEFAULT_ALPHA = 0.01;
        public static final Decision DEFAULT =
                new Decision(DecisionMethod.EffectSize, DEFAULT_DELTA, DEFAULT_ALPHA, Correction.BH);

        public Decision {
            method = method == null ? DecisionMethod.EffectSize : method;
            delta = delta == null ? DEFAULT_DELTA : delta;
            alpha = alpha == null ? DEFAULT_ALPHA : alpha;
            correction = correction == null ? Correction.BH : correction;
        }
    }

    public enum DecisionMethod {
        EffectSize,
        PValue,
        Threshold
    }

    public enum Correction {
        None,
        Bonferroni,
        BH,
        BY
    }

    /** A feature that is compared differently. */
    @ValidationRule(
            value = "has(self.methods) || has(self.threshold) || has(self.weight)",
            messageExpression =
                    "'override of ' + self.name + ' changes nothing: set methods, threshold or weight, or remove it'")
    public record FeatureOverride(
            @JsonPropertyDescription("Name of the feature.") @Required @Size(min = 1, max = Formats.COLUMN_MAX)
            String name,

            @JsonPropertyDescription(
                    "Methods for this feature, of which the first that its sort has decides. Default: those of its sort.")
            @Size(min = 1, max = 11)
            @Nullable
            List<Method> methods,

            @JsonPropertyDescription("Smallest difference that matters for this feature, in place of decision.delta.")
            @Min(0)
            @Max(1000)
            @Nullable
            Double threshold,

            @JsonPropertyDescription("Weight in driftedShare. Default: 1.") @Min(0) @Max(1000) @Nullable
            Double weight) {}
}

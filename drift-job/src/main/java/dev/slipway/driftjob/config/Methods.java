package dev.slipway.driftjob.config;

import dev.slipway.driftjob.config.FeatureConfig.FeatureOverride;
import dev.slipway.driftjob.decision.Rule;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Methods of comparison by name. A test's statistic grows with the rows although nothing drifts: it has a p-value, and no
 * smallest difference that matters can be compared with it. Where no p-value decides, chi2 gives way to its effect size, and a
 * statistic without one needs a threshold of its own.
 */
final class Methods {
    static final List<String> NUMERIC = List.of("ks", "psi", "wasserstein", "js", "hellinger", "kl", "cvm", "ad");
    static final List<String> CATEGORICAL = List.of("chi2", "psi", "tvd", "js", "hellinger", "cramersV");

    /** Statistics of tests of ranks, which have no effect size. */
    static final Set<String> RANKS = Set.of("cvm", "ad");

    /** Methods that Evidently has too, with scores of its own. */
    static final Set<String> EVIDENTLY = Set.of("psi", "js", "kl", "wasserstein", "chi2");

    /** Evidently's own threshold for p-values. */
    static final double EVIDENTLY_P = 0.05;

    static final Map<String, String> EFFECT_SIZES = Map.of("chi2", "cramersV");

    private Methods() {}

    static List<String> known(List<String> methods, List<String> known) throws FailureException {
        for (String method : methods) {
            if (!known.contains(method)) {
                throw refused("The configuration's method %s is unknown here; known are %s."
                        .formatted(method, String.join(", ", known)));
            }
        }
        return List.copyOf(methods);
    }

    /** Refuses methods that could only be decided by comparing a statistic with a difference. */
    static void check(Rule rule, List<String> numeric, Map<String, FeatureOverride> overrides) throws FailureException {
        if (rule.method() == Rule.Method.P_VALUE) {
            return;
        }
        if (rule.method() == Rule.Method.THRESHOLD && RANKS.contains(numeric.getFirst())) {
            throw refused(
                    ("The configuration's $.features.numeric.methods begins with %s, which decides: the statistic of a test grows"
                                    + " with the rows and cannot be compared with delta. Begin with a difference such as ks, or set"
                                    + " $.features.decision.method to PValue.")
                            .formatted(numeric.getFirst()));
        }
        for (Map.Entry<String, FeatureOverride> entry : overrides.entrySet()) {
            check(entry.getKey(), entry.getValue());
        }
    }

    private static void check(String feature, FeatureOverride override) throws FailureException {
        Optional<String> ofNumbers =
                override.methods().stream().filter(NUMERIC::contains).findFirst();
        if (ofNumbers.filter(RANKS::contains).isPresent()
                && override.threshold().isEmpty()) {
            throw refused(
                    ("The configuration decides %s by %s: the statistic of a test grows with the rows and cannot be compared with"
                                    + " delta. Give the override a threshold, begin with a difference such as ks, or set"
                                    + " $.features.decision.method to PValue.")
                            .formatted(feature, ofNumbers.get()));
        }
        boolean chi2 = override.methods().stream().limit(1).anyMatch("chi2"::equals);
        if (chi2 && override.threshold().filter(t -> t > 1).isPresent()) {
            throw refused(
                    ("The configuration's threshold %s of %s is compared with Cramér's V, the effect size of chi2, which is at most 1."
                                    + " Use one such as 0.1, or set $.features.decision.method to PValue.")
                            .formatted(override.threshold().get(), feature));
        }
    }

    private static FailureException refused(String message) {
        return new FailureException(CommonReason.InvalidConfig, message);
    }
}

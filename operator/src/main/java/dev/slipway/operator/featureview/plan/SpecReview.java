package dev.slipway.operator.featureview.plan;

import static dev.slipway.operator.workload.plan.DurationRules.outside;
import static dev.slipway.operator.workload.plan.DurationRules.unreadable;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.featureview.FeatureViewSpec;
import dev.slipway.api.featureview.Validation;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.WireName;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.ResourceRules;
import dev.slipway.operator.workload.plan.ScalingRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the schema cannot check of one view. */
final class SpecReview {
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final int MOST_HOPS = 100_000;

    private static final List<Function<FeatureView, Optional<Refusal>>> RULES = List.of(
            SpecReview::durationsAreReadable,
            SpecReview::durationsAreInRange,
            view -> ResourceRules.areStandardOnes(
                    "spec.materialization.resources",
                    view.getSpec().materialization().resources(),
                    ""),
            view -> ResourceRules.requestsFitLimits(
                    "spec.materialization.resources",
                    view.getSpec().materialization().resources()),
            view -> ScalingRules.windowsAreInRange(
                    "spec.serving.scaling", view.getSpec().serving().scaling()),
            DefaultValues::review,
            SpecReview::hopsAreFewEnough,
            SpecReview::ruleNamesDiffer,
            SpecReview::featuresAreToldApart);

    private SpecReview() {}

    static Optional<Refusal> of(FeatureView view) {
        return RULES.stream()
                .map(rule -> rule.apply(view))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Refusal> durationsAreReadable(FeatureView view) {
        var spec = view.getSpec();
        return unreadable("spec.ttl", spec.ttl())
                .or(() -> unreadable(
                        "spec.materialization.lateness", spec.materialization().lateness()))
                .or(() -> unreadable(
                        "spec.serving.freshnessObjective", spec.serving().freshnessObjective()))
                .or(() -> ScalingRules.unreadable(
                        "spec.serving.scaling", spec.serving().scaling()))
                .or(() -> ofRules(spec, rule -> unreadable(path(rule), rule.maxEventAge())));
    }

    private static Optional<Refusal> durationsAreInRange(FeatureView view) {
        var spec = view.getSpec();
        return outside("spec.ttl", spec.ttl(), Duration.ZERO, LONGEST)
                .or(() -> outside(
                        "spec.materialization.lateness", spec.materialization().lateness(), Duration.ZERO, LONGEST))
                .or(() -> outside(
                        "spec.serving.freshnessObjective",
                        spec.serving().freshnessObjective(),
                        Duration.ofSeconds(1),
                        LONGEST));
    }

    private static String path(Validation.Rule rule) {
        return "spec.validation.rules " + rule.name() + ".maxEventAge";
    }

    private static Optional<Refusal> ofRules(FeatureViewSpec spec, Function<Validation.Rule, Optional<Refusal>> check) {
        return spec.validation().rules().stream()
                .map(check)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** As many hops as the feature server keeps tiles for. */
    private static Optional<Refusal> hopsAreFewEnough(FeatureView view) {
        return view.getSpec().aggregations().stream()
                .filter(aggregation -> aggregation.hop() != null)
                .filter(aggregation -> Durations.parse(aggregation.window())
                                .dividedBy(Durations.parse(String.valueOf(aggregation.hop())))
                        > MOST_HOPS)
                .findFirst()
                .map(aggregation -> Refusal.invalid("aggregation " + aggregation.name() + ": window "
                        + aggregation.window() + " has more than " + MOST_HOPS + " hops of " + aggregation.hop()
                        + ". Use a longer hop."));
    }

    /** Status, events and metrics call a rule by its name. */
    private static Optional<Refusal> ruleNamesDiffer(FeatureView view) {
        var seen = new HashMap<String, Integer>();
        view.getSpec().validation().rules().forEach(rule -> seen.merge(rule.name(), 1, Integer::sum));
        return seen.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .map(name -> Refusal.invalid(
                        "spec.validation.rules has two rules called " + name + ". Give each a name of its own."));
    }

    /** Feast keeps features apart by 32 bits of a hash; the server refuses a document with a collision. */
    private static Optional<Refusal> featuresAreToldApart(FeatureView view) {
        var spec = view.getSpec();
        var name = WireName.of(view);
        var seen = new HashMap<Integer, String>();
        return Stream.concat(
                        spec.features().stream().map(f -> f.name()),
                        spec.aggregations().stream().map(a -> a.name()))
                .flatMap(feature -> Optional.ofNullable(seen.putIfAbsent(Murmur3.hash(name + ":" + feature), feature))
                        .map(other -> Refusal.invalid(
                                other.equals(feature)
                                        ? "Feature " + feature + " is listed twice. Remove one."
                                        : "Features " + other + " and " + feature
                                                + " have the same 32-bit hash in Feast's layout. Rename one of them."))
                        .stream())
                .findFirst();
    }
}

package dev.slipway.operator.inferenceroute.plan;

import static dev.slipway.operator.workload.plan.DurationRules.outside;
import static dev.slipway.operator.workload.plan.DurationRules.unreadable;

import dev.slipway.api.inferenceroute.CanaryRollout;
import dev.slipway.api.inferenceroute.CanaryRollout.AnalysisMetric;
import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.ScalingRules;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the schema cannot check of one route: values that the router would refuse. */
final class SpecReview {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final BigDecimal MOST_BODY = BigDecimal.valueOf(1 << 30);
    private static final int MOST_PERCENTILE = 99;

    private static final List<Function<InferenceRouteSpec, Optional<Refusal>>> RULES = List.of(
            SpecReview::metricsAreToldApart,
            SpecReview::durationsAreReadable,
            SpecReview::durationsAreInRange,
            SpecReview::cooldownsLast,
            spec -> ScalingRules.windowsAreInRange(
                    "spec.dataPlane.scaling", spec.dataPlane().scaling()),
            SpecReview::targetsAreToldApart,
            SpecReview::urlsArePlain,
            SpecReview::sizesAreInRange,
            SpecReview::hedgesHaveAPercentile);

    private SpecReview() {}

    static Optional<Refusal> of(InferenceRouteSpec spec) {
        return RULES.stream()
                .map(rule -> rule.apply(spec))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Refusal> metricsAreToldApart(InferenceRouteSpec spec) {
        var seen = new HashSet<String>();
        return Optional.ofNullable(spec.rollout()).stream()
                .flatMap(rollout -> rollout.analysis().metrics().stream())
                .map(AnalysisMetric::name)
                .filter(name -> !seen.add(name))
                .findFirst()
                .map(name -> Refusal.invalid("spec.rollout.analysis.metrics has two metrics called " + name
                        + ". Give each a name of its own."));
    }

    private static Optional<Refusal> durationsAreReadable(InferenceRouteSpec spec) {
        return durations(spec)
                .map(field -> unreadable(field.path(), field.text()))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> ScalingRules.unreadable(
                        "spec.dataPlane.scaling", spec.dataPlane().scaling()));
    }

    private static Optional<Refusal> durationsAreInRange(InferenceRouteSpec spec) {
        return durations(spec)
                .map(field -> outside(field.path(), field.text(), Duration.ZERO, LONGEST))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> Durations.parse(spec.deadline()).compareTo(SHORTEST) < 0
                        ? Optional.of(Refusal.invalid(
                                "spec.deadline " + spec.deadline() + " leaves no time to answer: use 1ms or more."))
                        : Optional.empty());
    }

    /** A candidate that is worse would else be tried without end. */
    private static Optional<Refusal> cooldownsLast(InferenceRouteSpec spec) {
        return Optional.ofNullable(spec.rollout())
                .map(rollout -> rollout.rollback().cooldown())
                .filter(cooldown -> Durations.parse(cooldown).compareTo(Duration.ofSeconds(1)) < 0)
                .map(cooldown -> Refusal.invalid("spec.rollout.rollback.cooldown " + cooldown
                        + " tries a bad candidate without end: use 1s or more, or remove it."));
    }

    /** A field that holds a duration. */
    private record Field(String path, @Nullable String text) {}

    private static Stream<Field> durations(InferenceRouteSpec spec) {
        var targets = spec.targets().stream().flatMap(SpecReview::durationsOf);
        var enrich = spec.enrich().stream().map(enrichment -> new Field("spec.enrich.budget", enrichment.budget()));
        var cache = Optional.ofNullable(spec.cache()).stream()
                .flatMap(c -> Stream.of(
                        new Field("spec.cache.ttl", c.ttl()), new Field("spec.cache.staleIfError", c.staleIfError())));
        var hmac = Optional.ofNullable(spec.auth())
                .flatMap(auth -> Optional.ofNullable(auth.hmac()))
                .map(h -> new Field("spec.auth.hmac.window", h.window()))
                .stream();
        var rollout = Optional.ofNullable(spec.rollout()).stream().flatMap(SpecReview::durationsOf);
        return Stream.of(Stream.of(new Field("spec.deadline", spec.deadline())), targets, enrich, cache, hmac, rollout)
                .flatMap(fields -> fields);
    }

    private static Stream<Field> durationsOf(Target target) {
        var path = "spec.targets " + target.name();
        return Stream.of(
                new Field(path + ".heartbeat", target.heartbeat()), new Field(path + ".coldStart", target.coldStart()));
    }

    private static Stream<Field> durationsOf(CanaryRollout rollout) {
        return Stream.of(
                        Stream.of(
                                new Field("spec.rollout.progressDeadline", rollout.progressDeadline()),
                                new Field(
                                        "spec.rollout.rollback.cooldown",
                                        rollout.rollback().cooldown())),
                        rollout.steps().stream().map(step -> new Field("spec.rollout.steps.hold", step.hold())),
                        rollout.analysis().metrics().stream()
                                .map(m -> new Field("spec.rollout.analysis.metrics " + m.name(), m.latency())))
                .flatMap(fields -> fields);
    }

    private static Optional<Refusal> targetsAreToldApart(InferenceRouteSpec spec) {
        var seen = new HashSet<String>();
        return spec.targets().stream()
                .map(Target::name)
                .filter(name -> !seen.add(name))
                .findFirst()
                .map(name -> Refusal.invalid(
                        "spec.targets has two targets called " + name + ". Give each a name of its own."));
    }

    private static Optional<Refusal> urlsArePlain(InferenceRouteSpec spec) {
        return spec.targets().stream()
                .filter(target -> target.url() != null && target.url().matches("[^/]*//[^/]*@.*|.*#.*"))
                .findFirst()
                .map(target -> Refusal.invalid("The url of target " + target.name()
                        + " has a user or a fragment. Use headersFrom for credentials, and remove the fragment."));
    }

    private static Optional<Refusal> sizesAreInRange(InferenceRouteSpec spec) {
        return size("spec.maxBody", spec.maxBody(), BigDecimal.ONE, MOST_BODY, "1 to 1Gi")
                .or(() -> spec.cache() == null
                        ? Optional.empty()
                        : size(
                                "spec.cache.maxBytes",
                                spec.cache().maxBytes(),
                                BigDecimal.valueOf(1 << 10),
                                MOST_BODY.multiply(BigDecimal.valueOf(1 << 10)),
                                "1Ki to 1Ti"));
    }

    private static Optional<Refusal> size(String path, Quantity size, BigDecimal least, BigDecimal most, String range) {
        try {
            var value = Quantities.value(size);
            return value.compareTo(least) < 0 || value.compareTo(most) > 0
                    ? Optional.of(Refusal.invalid(path + " " + size + " is out of range: use " + range + "."))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Refusal.invalid(path + ": " + e.getMessage() + "."));
        }
    }

    private static Optional<Refusal> hedgesHaveAPercentile(InferenceRouteSpec spec) {
        var hedge = spec.resilience().hedge();
        return hedge == null || hedge.percentile() <= MOST_PERCENTILE
                ? Optional.empty()
                : Optional.of(Refusal.invalid("spec.resilience.hedge.percentile " + hedge.percentile()
                        + " is slower than every answer: use 50 to 99."));
    }
}

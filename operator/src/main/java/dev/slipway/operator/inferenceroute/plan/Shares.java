package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.api.inferenceroute.RouteRule;
import dev.slipway.api.inferenceroute.RouteRule.Preference;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who gets how many of the requests that no rule with a match takes.
 *
 * @param percent by name of the target, candidates of ModelDeployments included
 * @param chosen how else a target is chosen; empty where weights decide
 */
public record Shares(Map<String, Integer> percent, String chosen) {
    private static final int ALL = 100;

    public static Shares of(InferenceRouteSpec spec, Optional<Progress> progress) {
        var rule = spec.rules().isEmpty()
                ? Optional.<RouteRule>empty()
                : Optional.of(spec.rules().getLast());
        if (rule.filter(r -> r.match() != null).isPresent()) {
            return new Shares(Map.of(), "");
        }
        var prefer = rule.map(r -> r.policy().prefer()).orElse(Preference.Weights);
        if (prefer != Preference.Weights) {
            return new Shares(Map.of(), "by " + prefer.name().toLowerCase(Locale.ROOT));
        }
        var percent = new LinkedHashMap<String, Integer>();
        if (rule.isEmpty()) {
            percent.put(spec.targets().getFirst().name(), ALL);
        }
        rule.ifPresent(r ->
                r.split().forEach(arm -> percent.put(arm.target(), arm.weight() == null ? ALL : arm.weight())));
        progress.ifPresent(p -> shift(percent, p, spec));
        return new Shares(percent, "");
    }

    /** The candidate has its weight's part of what the baseline and itself get by the rule. */
    private static void shift(Map<String, Integer> percent, Progress progress, InferenceRouteSpec spec) {
        var trial = progress.trial();
        var both = percent.getOrDefault(trial.baseline(), 0) + percent.getOrDefault(trial.candidate(), 0);
        var weight = progress.weight(Objects.requireNonNull(spec.rollout()).steps());
        var candidate = Math.round(both * weight / (float) ALL);
        percent.put(trial.baseline(), both - candidate);
        percent.put(trial.candidate(), candidate);
    }

    /** Percent of one target; null where weights do not decide. */
    public @Nullable Integer percent(String target) {
        return chosen.isEmpty() ? percent.getOrDefault(target, 0) : null;
    }

    /** For kubectl get. */
    public String summary() {
        return percent.isEmpty()
                ? chosen
                : percent.entrySet().stream()
                        .filter(e -> e.getValue() > 0)
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" "));
    }
}

package dev.slipway.router.config;

import dev.slipway.router.policy.rollout.Metric;
import dev.slipway.router.policy.rollout.Metric.Kind;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code rollout.analysis.metrics}: {@code errors}, {@code refused} and {@code invalid} by name, anything else by its
 * {@code latency}. Each has an equal part of {@code alpha}. Who asks for {@code errors} means answers that are of no use: a
 * twentieth of its part is for requests that only the candidate refuses, another for answers that only the candidate garbles.
 */
final class MetricReader {
    private static final String ERRORS = "errors";
    private static final Map<String, Kind> NAMED =
            Map.of(ERRORS, Kind.ERRORS, "refused", Kind.REFUSED, "invalid", Kind.INVALID);
    private static final List<Kind> IMPLIED = List.of(Kind.REFUSED, Kind.INVALID);
    private static final double IMPLIED_PART = 0.05;

    private MetricReader() {}

    static List<Metric> read(ConfigNode analysis) throws FailureException {
        List<ConfigNode> nodes = analysis.objects("metrics");
        if (nodes.isEmpty()) {
            return withImplied(List.of(new Metric(ERRORS, Kind.ERRORS, 0, 1, 1)));
        }
        List<Metric> metrics = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigNode node : nodes) {
            Metric metric = metric(node, 1.0 / nodes.size());
            if (!names.add(metric.name())) {
                throw node.refuse("name", "a name that no other metric has");
            }
            metrics.add(metric);
        }
        return withImplied(metrics);
    }

    private static Metric metric(ConfigNode node, double part) throws FailureException {
        node.only("name", "latency", "maxRatio");
        String name = node.string("name");
        Kind kind = NAMED.get(name);
        if ((kind == null) != node.has("latency")) {
            throw node.refuse("name", "errors, refused or invalid, or any other name with latency");
        }
        return new Metric(
                name,
                kind == null ? Kind.SLOW : kind,
                ConfigReader.nanos(node, "latency", Duration.ZERO),
                node.number("maxRatio", 1, 1, 100),
                part);
    }

    private static List<Metric> withImplied(List<Metric> asked) {
        List<Metric> all = new ArrayList<>();
        for (Metric metric : asked) {
            if (metric.kind() != Kind.ERRORS) {
                all.add(metric);
                continue;
            }
            List<Kind> implied = IMPLIED.stream()
                    .filter(kind -> asked.stream().noneMatch(known -> known.kind() == kind))
                    .toList();
            double rest = metric.part() * (1 - IMPLIED_PART * implied.size());
            all.add(new Metric(ERRORS, Kind.ERRORS, 0, metric.maxRatio(), rest));
            for (Kind kind : implied) {
                String name = kind.name().toLowerCase(Locale.ROOT);
                all.add(new Metric(name, kind, 0, metric.maxRatio(), metric.part() * IMPLIED_PART));
            }
        }
        return List.copyOf(all);
    }
}

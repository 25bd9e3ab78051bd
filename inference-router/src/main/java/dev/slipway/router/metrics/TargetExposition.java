package dev.slipway.router.metrics;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.labels;

import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.proxy.Route;
import dev.slipway.router.proxy.Shadows;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.workload.metrics.MetricsText;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The numbers of each target. */
final class TargetExposition {
    private final Route route;
    private final String name;
    private final MetricsText text;

    TargetExposition(Route route, MetricsText text) {
        this.route = route;
        this.name = route.config().route();
        this.text = text;
    }

    void write() {
        family("slipway_router_attempts_total", COUNTER, "Requests to targets", target ->
                (double) target.counters().attempts());
        results();
        family("slipway_router_ejections_total", COUNTER, "Endpoints taken out", target ->
                (double) target.counters().ejections());
        family(
                "slipway_router_endpoints",
                GAUGE,
                "Endpoints that are known",
                target -> target.endpoints().size());
        family(
                "slipway_router_endpoints_healthy",
                GAUGE,
                "Endpoints that take requests",
                target -> (double) target.endpoints().stream()
                        .filter(endpoint -> endpoint.breaker().state() == Breaker.State.CLOSED)
                        .count());
        family(
                "slipway_router_target_in_flight",
                GAUGE,
                "Requests being worked on",
                target -> target.occupancy().inFlight());
        family(
                "slipway_router_target_limit",
                GAUGE,
                "Requests at once that it is given",
                target -> target.occupancy().limit());
        family(
                "slipway_router_target_waiting",
                GAUGE,
                "Requests that wait for a place",
                target -> target.line().size());
        family(
                "slipway_router_target_reachable",
                GAUGE,
                "1 while its heartbeat is there",
                target -> target.heartbeat().alive() ? 1 : 0);
        shadows();
    }

    private void results() {
        String family = "slipway_router_attempt_results_total";
        text.family(family, COUNTER, "How requests to targets ended");
        for (Target target : route.targets().all()) {
            for (Result result : Result.values()) {
                long count = target.counters().results(result);
                if (count > 0) {
                    text.sample(
                            family,
                            labels(
                                    "route",
                                    name,
                                    "target",
                                    target.name(),
                                    "result",
                                    result.name().toLowerCase(Locale.ROOT)),
                            (double) count);
                }
            }
        }
    }

    private void shadows() {
        if (route.shadows().byTarget().isEmpty()) {
            return;
        }
        shadow("slipway_router_shadow_copies_total", COUNTER, "Copies sent", seen -> (double) seen.copies());
        shadow("slipway_router_shadow_failed_total", COUNTER, "Copies without a good answer", seen ->
                (double) seen.failed());
        shadow("slipway_router_shadow_skipped_total", COUNTER, "Copies not sent, since many were out", seen ->
                (double) seen.skipped());
        shadow("slipway_router_shadow_compared_total", COUNTER, "Pairs of answers", seen -> (double) seen.compared());
        shadow("slipway_router_shadow_differed_total", COUNTER, "Pairs that differ", seen -> (double) seen.differed());
        shadow(
                "slipway_router_shadow_largest_difference",
                GAUGE,
                "The largest difference between two numbers",
                Shadows.Seen::largest);
        text.family("slipway_router_shadow_differed_at_total", COUNTER, "Pairs by the first place where they differ");
        route.shadows()
                .byTarget()
                .forEach((target, seen) -> seen.paths()
                        .forEach((path, count) -> text.sample(
                                "slipway_router_shadow_differed_at_total",
                                labels("route", name, "target", target, "path", path),
                                (double) (long) count)));
    }

    private void shadow(String family, MetricsText.Type type, String help, ToDoubleFunction<Shadows.Seen> value) {
        text.family(family, type, help);
        route.shadows()
                .byTarget()
                .forEach((target, seen) ->
                        text.sample(family, labels("route", name, "target", target), value.applyAsDouble(seen)));
    }

    private void family(String family, MetricsText.Type type, String help, ToDoubleFunction<Target> value) {
        text.family(family, type, help);
        for (Target target : route.targets().all()) {
            text.sample(family, labels("route", name, "target", target.name()), value.applyAsDouble(target));
        }
    }
}

package dev.slipway.router.metrics;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.Type.HISTOGRAM;
import static dev.slipway.workload.metrics.MetricsText.labels;

import dev.slipway.router.cache.AnswerCache;
import dev.slipway.router.policy.rollout.RolloutState;
import dev.slipway.router.proxy.Route;
import dev.slipway.router.proxy.RouteMetrics;
import dev.slipway.router.rollout.Experiment;
import dev.slipway.workload.metrics.MetricsText;
import dev.slipway.workload.metrics.ThroughputWindow;
import java.util.Locale;

/** The numbers of a route. Written on the loop, where they are counted. */
public final class RouterExposition {
    private final Route route;
    private final String name;
    private final MetricsText text;

    private RouterExposition(Route route, MetricsText text) {
        this.route = route;
        this.name = route.config().route();
        this.text = text;
    }

    /** Writes them as they are now. */
    public static void write(Route route, MetricsText text) {
        RouterExposition exposition = new RouterExposition(route, text);
        exposition.requests();
        exposition.decisions();
        exposition.cache();
        exposition.rollout();
        new TargetExposition(route, text).write();
    }

    private void requests() {
        RouteMetrics metrics = route.metrics();
        text.family("slipway_router_requests_total", COUNTER, "Answers by status");
        long[] byStatus = metrics.byStatus();
        for (int status = 0; status < byStatus.length; status++) {
            if (byStatus[status] > 0) {
                text.sample(
                        "slipway_router_requests_total",
                        labels("route", name, "code", Integer.toString(status)),
                        (double) byStatus[status]);
            }
        }
        counter("slipway_router_offered_requests_total", "Requests that came, answered or not", metrics.offered());
        gauge("slipway_router_in_flight", "Requests without a whole answer yet", metrics.inFlight());
        demand(metrics);
        counter(
                "slipway_router_aborted_total",
                "Requests whose client went away or whose answer broke off",
                metrics.abortedTotal());
        counter("slipway_router_malformed_total", "What came and was no request", metrics.malformedTotal());
        counter(
                "slipway_router_degraded_answers_total",
                "Answers that onExhausted says, since nobody answered",
                metrics.degradedTotal());
        counter("slipway_router_unit_missing_total", "Requests without the unit of sticky", metrics.unitMissingTotal());
        text.family("slipway_router_refused_total", COUNTER, "Requests that the router refused, by reason");
        metrics.refusals()
                .forEach((reason, count) ->
                        text.sample("slipway_router_refused_total", labels("route", name, "reason", reason), (double)
                                (long) count));
        text.family("slipway_router_request_seconds", HISTOGRAM, "From the request to the end of its answer");
        text.histogram("slipway_router_request_seconds", labels("route", name), metrics.durations());
        text.family("slipway_router_overhead_seconds", HISTOGRAM, "The part of it that no server had");
        text.histogram("slipway_router_overhead_seconds", labels("route", name), metrics.overheads());
    }

    /** By the names that autoscalers of all our workloads ask for, without labels of their own. */
    private void demand(RouteMetrics metrics) {
        ThroughputWindow.Rates demand = route.demand();
        text.single(
                "slipway_requests_per_second", GAUGE, "Requests offered, last 10 s", "", demand.requestsPerSecond());
        text.single("slipway_in_flight", GAUGE, "Requests without a whole answer yet", "", (double) metrics.inFlight());
        text.single(
                "slipway_queue_delay_seconds",
                GAUGE,
                "Mean wait for a place at a target, last 10 s",
                "",
                demand.queueDelaySeconds());
    }

    private void decisions() {
        text.family("slipway_router_decisions_total", COUNTER, "Why targets were tried, or were not");
        route.decisions()
                .forEach((target, decision, count) -> text.sample(
                        "slipway_router_decisions_total",
                        labels(
                                "route",
                                name,
                                "target",
                                target,
                                "decision",
                                decision.name().toLowerCase(Locale.ROOT)),
                        (double) count));
    }

    private void cache() {
        AnswerCache answers = route.answers();
        if (answers == null) {
            return;
        }
        counter("slipway_router_cache_lookups_total", "Questions looked up", answers.lookups());
        counter("slipway_router_cache_hits_total", "Questions answered from the cache", answers.hits());
        counter(
                "slipway_router_cache_coalesced_total",
                "Questions that waited for an equal one's answer",
                route.coalesced());
        gauge("slipway_router_cache_answers", "Answers that are kept", answers.size());
        gauge("slipway_router_cache_bytes", "Bytes that they take", answers.bytes());
    }

    private void rollout() {
        Experiment experiment = route.experiment();
        if (experiment == null) {
            return;
        }
        RolloutState state = experiment.state(System.nanoTime());
        text.single(
                "slipway_router_rollout_weight",
                GAUGE,
                "Percent of the candidate",
                labels("route", name),
                state.weight());
        counter("slipway_router_rollout_exposures_total", "Requests of the candidate", state.exposures());
        text.family("slipway_router_rollout_e_value", GAUGE, "Evidence against the candidate; a verdict at 1/alpha");
        state.evidence()
                .forEach(metric -> text.sample(
                        "slipway_router_rollout_e_value",
                        labels("route", name, "metric", metric.metric()),
                        metric.eValue()));
        text.family("slipway_router_rollout_bad_total", COUNTER, "Bad events by arm");
        state.evidence().forEach(metric -> {
            bad(metric.metric(), "candidate", metric.badCandidate());
            bad(metric.metric(), "baseline", metric.badBaseline());
        });
    }

    private void bad(String metric, String arm, long count) {
        text.sample("slipway_router_rollout_bad_total", labels("route", name, "metric", metric, "arm", arm), (double)
                count);
    }

    private void counter(String family, String help, long value) {
        text.single(family, COUNTER, help, labels("route", name), (double) value);
    }

    private void gauge(String family, String help, long value) {
        text.single(family, GAUGE, help, labels("route", name), (double) value);
    }
}

package dev.slipway.router.proxy;

import dev.slipway.router.cache.AnswerCache;
import dev.slipway.router.config.RolloutStates;
import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.rollout.Experiment;
import dev.slipway.router.targets.Endpoint;
import dev.slipway.router.targets.Target;
import dev.slipway.workload.json.JsonText;

/** The state of the route as JSON, for {@code /resources/status} and, with more around it, for the operator. */
public final class StatusJson {
    private StatusJson() {}

    /** One object. */
    public static String of(Route route) {
        StringBuilder json = new StringBuilder(1024);
        json.append("{\"route\":").append(JsonText.quote(route.config().route()));
        json.append(",\"generation\":").append(route.config().generation());
        parts(route, json);
        return json.append("}\n").toString();
    }

    /** The members {@code targets}, {@code rollout}, {@code cache} and {@code traffic}. */
    public static void parts(Route route, StringBuilder json) {
        long now = System.nanoTime();
        json.append(",\"targets\":[");
        boolean first = true;
        for (Target target : route.targets().all()) {
            if (target.name().indexOf(':') < 0) {
                json.append(first ? "" : ",");
                first = false;
                target(json, target);
            }
        }
        json.append(']');
        Experiment experiment = route.experiment();
        if (experiment != null) {
            json.append(",\"rollout\":").append(RolloutStates.write(experiment.state(now)));
        }
        AnswerCache answers = route.answers();
        if (answers != null) {
            json.append(",\"cache\":{\"answers\":").append(answers.size());
            json.append(",\"bytes\":").append(answers.bytes());
            json.append(",\"lookups\":").append(answers.lookups());
            json.append(",\"hits\":").append(answers.hits());
            json.append(",\"asleep\":").append(answers.asleep()).append('}');
        }
        json.append(",\"traffic\":{\"offered\":").append(route.metrics().offered());
        json.append(",\"inFlight\":").append(route.metrics().inFlight()).append('}');
    }

    private static void target(StringBuilder json, Target target) {
        int in = 0;
        for (Endpoint endpoint : target.endpoints()) {
            in += endpoint.breaker().state() == Breaker.State.CLOSED ? 1 : 0;
        }
        TargetState state = TargetState.of(target, in);
        json.append("{\"name\":").append(JsonText.quote(target.name()));
        json.append(",\"state\":\"").append(state);
        json.append("\",\"reason\":\"").append(state.reason());
        json.append("\",\"endpoints\":").append(target.endpoints().size());
        json.append(",\"healthy\":").append(in);
        json.append(",\"inFlight\":").append(target.occupancy().inFlight());
        json.append(",\"limit\":").append(target.occupancy().limit());
        json.append(",\"waiting\":").append(target.line().size());
        json.append(",\"attempts\":").append(target.counters().attempts());
        json.append(",\"p50Ms\":").append(target.latencies().quantile(0.5) / 1e6);
        json.append(",\"p95Ms\":").append(target.latencies().quantile(0.95) / 1e6);
        json.append('}');
    }
}

package dev.slipway.operator.inferenceroute.readiness;

import static dev.slipway.operator.inferenceroute.readiness.RouteCase.CANARY;
import static dev.slipway.operator.inferenceroute.readiness.RouteCase.MAIN;
import static dev.slipway.operator.inferenceroute.readiness.RouteCase.when;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.BACKENDS_HEALTHY;
import static dev.slipway.operator.status.ConditionType.PROGRAMMED;
import static dev.slipway.operator.status.ConditionType.RESOLVED_REFS;
import static dev.slipway.operator.status.ConditionType.TRAFFIC_SETTLED;
import static dev.slipway.operator.status.Verdict.Severity.NONE;
import static dev.slipway.operator.status.Verdict.Severity.STUCK;
import static dev.slipway.operator.status.Verdict.Severity.WAITING;
import static dev.slipway.operator.status.Verdict.State.FALSE;
import static dev.slipway.operator.status.Verdict.State.TRUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.inferenceroute.SeenRoute;
import dev.slipway.operator.inferenceroute.plan.RoutePlan;
import dev.slipway.operator.model.ContentHash;
import dev.slipway.operator.status.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong, in the words of routers, Gateways and models, and what the status of a route says of it. */
public class RouteReadinessTest {
    private static final String GATEWAY = "dataPlane: {gatewayRef: {name: public}}, " + MAIN;
    private static final String TWO =
            "targets: [{name: main, modelDeploymentRef: {name: fraud}}, {name: edge, url: 'https://edge/'}], rules: [{split:"
                    + " [{target: main}], fallback: [edge]}]";
    private static final String TRIAL = "rollout: {id: v8-" + ContentHash.of("https://v8/") + ", ";

    static Stream<RouteCase> cases() {
        return Stream.of(spec(), routers(), gateways(), targets(), traffic()).flatMap(cases -> cases);
    }

    /** Reasons that some case shows; a candidate's readiness is told by its model. */
    public static Set<Reason> said() {
        var said = cases().map(c -> c.verdict().reason())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
        said.add(Reason.CANDIDATE_READY);
        return said;
    }

    private static Stream<RouteCase> spec() {
        return Stream.of(
                when("two metrics have one name")
                        .spec(CANARY + "analysis: {metrics: [{name: slow, latency: 1s}, {name: slow, latency: 2s}]}}")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.INVALID_SPEC,
                                STUCK,
                                "spec.rollout.analysis.metrics has two metrics called slow. Give each a name of its own."),
                when("a Gateway is asked for more than it can")
                        .spec("dataPlane: {mode: Gateway, gatewayRef: {name: public}}, cache: {ttl: 1s}, " + MAIN)
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.UNSUPPORTED_BY_GATEWAY,
                                STUCK,
                                "An HTTPRoute cannot do it: cache is set. Use spec.dataPlane.mode Auto or Router."),
                when("a model does not exist")
                        .then(
                                RESOLVED_REFS,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                STUCK,
                                "Target main names ModelDeployment fraud, which does not exist. Create it or correct the"
                                        + " name."),
                when("a DriftMonitor does not exist")
                        .spec(CANARY + "analysis: {metrics: [{name: drift, driftMonitorRef: {name: d}}]}}")
                        .model("fraud", 1)
                        .then(
                                RESOLVED_REFS,
                                FALSE,
                                Reason.REFERENCE_NOT_FOUND,
                                STUCK,
                                "Metric drift names DriftMonitor d, which does not exist. Create it or correct the name."),
                when("all that is named exists")
                        .model("fraud", 1)
                        .then(
                                RESOLVED_REFS,
                                TRUE,
                                Reason.RESOLVED_REFS,
                                NONE,
                                "Everything that the route names exists."));
    }

    private static Stream<RouteCase> routers() {
        return Stream.of(
                when("no router has started yet")
                        .then(PROGRAMMED, FALSE, Reason.NO_READY_REPLICAS, WAITING, "No router answers yet."),
                when("a Secret lacks what a router needs")
                        .model("fraud", 1)
                        .pod(
                                "state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1,"
                                        + " reason: Error, message: '{\"reason\": \"InvalidSecret\", \"message\": \"Secret"
                                        + " keys has no key\"}'}}",
                                "reason: X")
                        .then(RESOLVED_REFS, FALSE, Reason.INVALID_SECRET, STUCK, "Secret keys has no key"),
                when("a router has an older document")
                        .router()
                        .reports("{configHash: 'sha256:0'}")
                        .then(
                                PROGRAMMED,
                                FALSE,
                                Reason.CONFIGURATION_PENDING,
                                WAITING,
                                "A router does not have the present configuration yet."),
                when("a router refuses the document")
                        .router()
                        .reports("{configHash: 'sha256:0', configError: '$.rules[0]: no'}")
                        .then(
                                PROGRAMMED,
                                FALSE,
                                Reason.CONFIGURATION_REFUSED,
                                STUCK,
                                "A router keeps its last configuration: $.rules[0]: no"),
                when("every router has the document")
                        .router()
                        .then(PROGRAMMED, TRUE, Reason.PROGRAMMED, NONE, "The data plane carries out the spec."));
    }

    private static Stream<RouteCase> gateways() {
        return Stream.of(
                when("the cluster does not know the Gateway API")
                        .spec(GATEWAY)
                        .router()
                        .then(
                                PROGRAMMED,
                                FALSE,
                                Reason.GATEWAY_API_MISSING,
                                WAITING,
                                "The cluster does not know HTTPRoutes: install the Gateway API, or remove"
                                        + " spec.dataPlane.gatewayRef."),
                when("only another Gateway and an older generation have been heard of")
                        .spec(GATEWAY)
                        .gateway("{parentRef: {name: other}, conditions: [{type: Accepted, status: 'False', reason: X,"
                                + " message: x}]}, {parentRef: {name: public}, conditions: [{type: Accepted, status: 'True',"
                                + " observedGeneration: 2, reason: X, message: x}]}")
                        .then(
                                PROGRAMMED,
                                FALSE,
                                Reason.PENDING_GATEWAY,
                                WAITING,
                                "Gateway public has not said anything of the HTTPRoute yet."),
                when("the Gateway refuses")
                        .spec(GATEWAY)
                        .gateway("{parentRef: {name: public}, conditions: [{type: Accepted, status: 'False',"
                                + " observedGeneration: 3, reason: NotAllowedByListeners, message: Not here.}]}")
                        .then(
                                PROGRAMMED,
                                FALSE,
                                Reason.GATEWAY_REJECTED,
                                STUCK,
                                "Gateway public: NotAllowedByListeners. Not here."));
    }

    private static Stream<RouteCase> targets() {
        return Stream.of(
                when("the only model is down")
                        .model("fraud", 0)
                        .then(
                                BACKENDS_HEALTHY,
                                FALSE,
                                Reason.NONE_HEALTHY,
                                WAITING,
                                "Target main cannot answer (CrashLooping). No target is left: requests get onExhausted, or"
                                        + " 503."),
                when("a model is down and a url stands in")
                        .spec(TWO)
                        .model("fraud", 0)
                        .router()
                        .reports("{targets: [{name: edge, state: Degraded, reason: EndpointsEjected}]}")
                        .then(
                                BACKENDS_HEALTHY,
                                FALSE,
                                Reason.SOME_UNHEALTHY,
                                WAITING,
                                "Target main cannot answer (CrashLooping). Others stand in for it."),
                when("a url has lost its heartbeat")
                        .spec(TWO)
                        .model("fraud", 1)
                        .router()
                        .reports("{targets: [{name: edge, state: Lost, reason: HeartbeatLost}]}")
                        .then(
                                BACKENDS_HEALTHY,
                                FALSE,
                                Reason.SOME_UNHEALTHY,
                                WAITING,
                                "Target edge cannot answer (HeartbeatLost). Others stand in for it."),
                when("all answer")
                        .spec(TWO)
                        .model("fraud", 1)
                        .then(BACKENDS_HEALTHY, TRUE, Reason.ALL_HEALTHY, NONE, "Every target can answer."));
    }

    private static Stream<RouteCase> traffic() {
        var canary = when("").spec(CANARY + "steps: [{weight: 5, hold: 10s}, {pause: true}, {weight: 100}]}")
                .model("fraud", 1)
                .router();
        return Stream.of(
                when("no rollout is open")
                        .then(TRAFFIC_SETTLED, TRUE, Reason.SETTLED, NONE, "Shares are what the spec says."),
                named("a step has not had its time", canary)
                        .reports(
                                "{" + TRIAL
                                        + "phase: Progressing, step: 0, stepMillis: 9999, stepTally: {candidate: 999, baseline: 999}}}")
                        .then(TRAFFIC_SETTLED, FALSE, Reason.SHIFTING, WAITING, "Step 1 of 3 holds v8 at 5 percent."),
                named("a step has had too few requests", canary)
                        .reports("{" + TRIAL
                                + "phase: Inconclusive, step: 0, stepMillis: 99999, stepTally: {candidate: 19}}}")
                        .then(
                                TRAFFIC_SETTLED,
                                FALSE,
                                Reason.STEP_HOLDING,
                                WAITING,
                                "Step 1 of 3 holds: too few requests of the candidate."),
                named("a step is overdue", canary)
                        .reports("{" + TRIAL
                                + "phase: Inconclusive, step: 0, stepMillis: 99999, totalMillis: 86400000, stepTally:"
                                + " {candidate: 19}}}")
                        .then(
                                TRAFFIC_SETTLED,
                                FALSE,
                                Reason.STEP_HOLDING,
                                STUCK,
                                "Step 1 of 3 holds: too few requests of the candidate."),
                named("a router has cut the candidate off", canary)
                        .reports("{" + TRIAL + "phase: RolledBack, reason: errors, step: 0}}")
                        .then(
                                TRAFFIC_SETTLED,
                                FALSE,
                                Reason.CANDIDATE_ROLLED_BACK,
                                STUCK,
                                "Target v8 gets nothing: errors. Serve another model there, or remove spec.rollout."));
    }

    private static RouteCase named(String sentence, RouteCase like) {
        return new RouteCase(sentence, like.spec(), like.objects(), like.report(), like.verdict());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theVerdictNamesTheCause(RouteCase situation) {
        assertThat(RouteReadiness.judge(situation.situation())).contains(situation.verdict());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deadline: 0s",
                "deadline: 9999999999d",
                "maxBody: 2Gi",
                "resilience: {hedge: {percentile: 100}}",
                "cache: {maxBytes: 1}",
                "cache: {ttl: 365d}",
                "targets: [{name: a, url: 'https://user:secret@x/'}]",
                "targets: [{name: a, url: 'https://x/'}, {name: a, url: 'https://y/'}]",
                "rollout: {rollback: {cooldown: 0s}}",
                "rollout: {analysis: {metrics: [{name: a, latency: 1s}, {name: a, latency: 2s}]}}",
            })
    void whatTheRouterWouldRefuseIsRefusedBefore(String part) {
        var spec = part.startsWith("targets") ? part : MAIN + ", " + part;
        var plan = RoutePlan.of(SeenRoute.of(SeenRoute.route(spec), List.of()));

        assertThat(plan.refusal()).isPresent();
        assertThat(plan.refusal().get().message()).doesNotContain("secret@");
        assertThat(plan.children()).isEmpty();
        assertThat(plan.keepsEverything()).isTrue();
    }

    @Test
    void aPauseIsEndedByTheAnnotationThatNamesTheTrialAndTheStepAndByNoOther() {
        var spec = CANARY + "steps: [{pause: true}, {weight: 100}]}";
        var name = "v8-" + ContentHash.of("https://v8/");

        assertThat(step(spec, "true")).isZero();
        assertThat(step(spec, name + ".2")).isZero();
        assertThat(step(spec, name + ".1")).isEqualTo(1);
    }

    private static int step(String spec, String annotation) {
        var route = SeenRoute.route(spec);
        route.getMetadata().getAnnotations().put("slipway.dev/resume-rollout", annotation);
        return RoutePlan.of(SeenRoute.of(route, List.of()))
                .progress()
                .orElseThrow()
                .step();
    }
}

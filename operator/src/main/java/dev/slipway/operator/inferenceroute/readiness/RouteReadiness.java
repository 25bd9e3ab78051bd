package dev.slipway.operator.inferenceroute.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.BACKENDS_HEALTHY;
import static dev.slipway.operator.status.ConditionType.PROGRAMMED;
import static dev.slipway.operator.status.ConditionType.RESOLVED_REFS;
import static dev.slipway.operator.status.ConditionType.TRAFFIC_SETTLED;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.readiness.WriteFailures;
import java.util.List;
import java.util.Map;

/**
 * One verdict for each condition of an InferenceRoute, in Ready order: the first that fails is what {@code kubectl get} shows as
 * REASON. Within a condition the checks stand in the order in which causes hide one another.
 */
public final class RouteReadiness {
    private static final List<ConditionType> READY_ORDER =
            List.of(ACCEPTED, RESOLVED_REFS, PROGRAMMED, BACKENDS_HEALTHY, TRAFFIC_SETTLED);

    private static final Map<ConditionType, List<RouteCheck>> CHECKS = Map.of(
            ACCEPTED,
                    List.of(
                            situation -> situation.plan().refusal().map(Refusal::verdict),
                            situation -> WriteFailures.verdict(situation.applied()),
                            RouterChecks::podsCanBeCreated),
            RESOLVED_REFS,
                    List.of(TargetChecks::modelsExist, TargetChecks::monitorsExist, RouterChecks::secretsAreUsable),
            PROGRAMMED,
                    List.of(
                            RouterChecks::podsCanBeScheduled,
                            RouterChecks::processesStayUp,
                            RouterChecks::somebodyRoutes,
                            RouterChecks::configurationIsTaken,
                            RouterChecks::configurationIsInForce,
                            GatewayChecks::gatewayApiIsThere,
                            GatewayChecks::gatewayTakesTheRoute),
            BACKENDS_HEALTHY, List.of(TargetChecks::targetsAnswer),
            TRAFFIC_SETTLED, List.of(TrafficChecks::noRolloutIsOpen));

    private RouteReadiness() {}

    public static List<Verdict> judge(RouteSituation situation) {
        return READY_ORDER.stream().map(type -> judge(type, situation)).toList();
    }

    private static Verdict judge(ConditionType type, RouteSituation situation) {
        var refused = situation.plan().refusal().isPresent();
        if (refused && type != ACCEPTED) {
            return Verdict.unknown(type, Reason.PENDING, "Not judged until the spec is accepted; what ran goes on.");
        }
        return CHECKS.getOrDefault(type, List.of()).stream()
                .flatMap(check -> check.evaluate(situation).stream())
                .findFirst()
                .orElseGet(() -> fine(type));
    }

    private static Verdict fine(ConditionType type) {
        return switch (type) {
            case RESOLVED_REFS -> Verdict.fine(type, Reason.RESOLVED_REFS, "Everything that the route names exists.");
            case PROGRAMMED -> Verdict.fine(type, Reason.PROGRAMMED, "The data plane carries out the spec.");
            case BACKENDS_HEALTHY -> Verdict.fine(type, Reason.ALL_HEALTHY, "Every target can answer.");
            case TRAFFIC_SETTLED -> Verdict.fine(type, Reason.SETTLED, "Shares are what the spec says.");
            default -> Verdict.fine(ACCEPTED, Reason.ACCEPTED, "The spec can be honoured.");
        };
    }
}

package dev.slipway.operator.inferenceroute.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.PROGRAMMED;
import static dev.slipway.operator.status.ConditionType.RESOLVED_REFS;

import dev.slipway.api.common.Resources;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.readiness.PodCauses;
import dev.slipway.operator.workload.readiness.PodCreation;
import dev.slipway.operator.workload.readiness.Remedies;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the routers' pods say of themselves. */
final class RouterChecks {
    static final Remedies REMEDIES = new Remedies(
            "inference router",
            "the Helm value router.image",
            "",
            "the number of replicas, or keep less in spec.cache",
            "spec.dataPlane.scaling",
            "",
            Map.of(
                    Reason.REFERENCE_NOT_FOUND,
                    RESOLVED_REFS,
                    Reason.INVALID_SECRET,
                    RESOLVED_REFS,
                    Reason.INVALID_CONFIG,
                    PROGRAMMED,
                    Reason.OUT_OF_MEMORY,
                    PROGRAMMED,
                    Reason.INTERNAL_ERROR,
                    PROGRAMMED),
            Set.of());

    private RouterChecks() {}

    /** The ReplicaSet controller tells the Deployment why pods cannot even be created. */
    static Optional<Verdict> podsCanBeCreated(RouteSituation situation) {
        return situation
                .deploymentCondition("ReplicaFailure")
                .filter(c -> "True".equals(c.getStatus()))
                .map(c -> PodCreation.failure(c.getMessage() == null ? "" : c.getMessage(), REMEDIES)
                        .on(ACCEPTED));
    }

    static Optional<Verdict> secretsAreUsable(RouteSituation situation) {
        return causeAt(RESOLVED_REFS, situation);
    }

    static Optional<Verdict> podsCanBeScheduled(RouteSituation situation) {
        return PodCauses.unscheduled(
                PROGRAMMED,
                situation.observed().router().staying(),
                EffectiveResources.of(Resources.UNSET, Map.of()).getRequests(),
                situation.observed().nodes(),
                REMEDIES,
                !situation.deadlineExceeded());
    }

    static Optional<Verdict> processesStayUp(RouteSituation situation) {
        return causeAt(PROGRAMMED, situation);
    }

    static Optional<Verdict> somebodyRoutes(RouteSituation situation) {
        return situation.plan().hasRouter()
                        && situation.observed().router().ready().isEmpty()
                ? Optional.of(Verdict.waiting(PROGRAMMED, Reason.NO_READY_REPLICAS, "No router answers yet."))
                : Optional.empty();
    }

    static Optional<Verdict> configurationIsTaken(RouteSituation situation) {
        var router = situation.observed().router();
        return router.ready().stream()
                .filter(pod -> !hasWanted(situation, pod))
                .map(pod -> router.acknowledgement(pod).refusal())
                .filter(refusal -> !refusal.isEmpty())
                .sorted()
                .findFirst()
                .map(refusal -> Verdict.stuck(
                        PROGRAMMED, Reason.CONFIGURATION_REFUSED, "A router keeps its last configuration: " + refusal));
    }

    private static boolean hasWanted(RouteSituation situation, PodFacts pod) {
        return situation
                .observed()
                .router()
                .acknowledgement(pod)
                .hash()
                .equals(situation.plan().document());
    }

    /** One that has never answered may be out of reach; if all was well before, that is no news. */
    static Optional<Verdict> configurationIsInForce(RouteSituation situation) {
        return isAcknowledged(situation, situation.heldBefore(PROGRAMMED))
                ? Optional.empty()
                : Optional.of(Verdict.waiting(
                        PROGRAMMED,
                        Reason.CONFIGURATION_PENDING,
                        "A router does not have the present configuration yet."));
    }

    /** @param unknown what to take it for where a router has not answered yet */
    static boolean isAcknowledged(RouteSituation situation, boolean unknown) {
        var router = situation.observed().router();
        return situation.plan().document().stream()
                .allMatch(wanted -> router.ready().stream()
                        .map(router::acknowledgement)
                        .allMatch(said ->
                                said.silent() || said.hash().map(wanted::equals).orElse(unknown)));
    }

    private static Optional<Verdict> causeAt(ConditionType home, RouteSituation situation) {
        return PodCauses.at(home, situation.observed().router().staying(), REMEDIES, !situation.deadlineExceeded());
    }
}

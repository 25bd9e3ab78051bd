package dev.slipway.operator.featureview.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;

import dev.slipway.api.common.Resources;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.readiness.PodCauses;
import dev.slipway.operator.workload.readiness.PodCreation;
import dev.slipway.operator.workload.readiness.Remedies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the pods of the feature server say of themselves. */
final class ServerChecks {
    static final Remedies REMEDIES = new Remedies(
            "feature server",
            "the Helm value featureServer.image",
            "",
            "the number of replicas, or serve fewer views",
            "spec.serving.scaling",
            "",
            Map.of(
                    Reason.REFERENCE_NOT_FOUND,
                    ACCEPTED,
                    Reason.INVALID_SECRET,
                    ACCEPTED,
                    Reason.INVALID_CONFIG,
                    AVAILABLE,
                    Reason.OUT_OF_MEMORY,
                    AVAILABLE,
                    Reason.INTERNAL_ERROR,
                    AVAILABLE),
            Set.of());

    private ServerChecks() {}

    /** The ReplicaSet controller tells the Deployment why pods cannot even be created. */
    static Optional<Verdict> podsCanBeCreated(ViewSituation situation) {
        return situation
                .deploymentCondition("ReplicaFailure")
                .filter(c -> "True".equals(c.getStatus()))
                .map(c -> PodCreation.failure(c.getMessage() == null ? "" : c.getMessage(), REMEDIES));
    }

    static Optional<Verdict> referencesExist(ViewSituation situation) {
        return causeAt(ACCEPTED, situation);
    }

    static Optional<Verdict> podsCanBeScheduled(ViewSituation situation) {
        return PodCauses.unscheduled(
                AVAILABLE,
                staying(situation),
                EffectiveResources.of(Resources.UNSET, Map.of()).getRequests(),
                situation.observed().nodes(),
                REMEDIES,
                !situation.deadlineExceeded());
    }

    static Optional<Verdict> processesStayUp(ViewSituation situation) {
        return causeAt(AVAILABLE, situation);
    }

    static Optional<Verdict> somebodyAnswers(ViewSituation situation) {
        return situation.observed().server().ready().isEmpty()
                ? Optional.of(Verdict.waiting(AVAILABLE, Reason.NO_READY_REPLICAS, "No feature server answers yet."))
                : Optional.empty();
    }

    static Optional<Verdict> configurationIsTaken(ViewSituation situation) {
        var server = situation.observed().server();
        return server.ready().stream()
                .map(pod -> server.acknowledgement(pod).refusal())
                .filter(refusal -> !refusal.isEmpty())
                .sorted()
                .findFirst()
                .map(refusal -> Verdict.stuck(
                        AVAILABLE,
                        Reason.CONFIGURATION_REFUSED,
                        "A feature server keeps its last configuration: " + refusal));
    }

    /** One that has never answered may be out of reach; if all was well before, that is no news. */
    static Optional<Verdict> configurationIsInForce(ViewSituation situation) {
        var wanted = situation.plan().document();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        var server = situation.observed().server();
        var before = situation.heldBefore(AVAILABLE);
        return server.ready().stream()
                        .map(server::acknowledgement)
                        .allMatch(said -> said.silent()
                                || said.hash().map(wanted.get()::equals).orElse(before))
                ? Optional.empty()
                : Optional.of(Verdict.waiting(
                        AVAILABLE,
                        Reason.CONFIGURATION_PENDING,
                        "A feature server does not have the present configuration yet."));
    }

    private static Optional<Verdict> causeAt(ConditionType home, ViewSituation situation) {
        return PodCauses.at(home, staying(situation), REMEDIES, !situation.deadlineExceeded());
    }

    private static List<PodFacts> staying(ViewSituation situation) {
        return situation.observed().server().pods().stream()
                .filter(pod -> !pod.leaving())
                .toList();
    }
}

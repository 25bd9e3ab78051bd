package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.readiness.PodCreation;
import dev.slipway.operator.workload.readiness.WriteFailures;
import java.util.Optional;

/** Whether the spec can be followed, and whether the cluster lets us. */
final class SpecChecks {
    private SpecChecks() {}

    static Optional<Verdict> specCanBeHonoured(Situation situation) {
        return refusalAt(ACCEPTED, situation);
    }

    /** An alias says nothing until a registry says which version it stands for. */
    static Optional<Verdict> versionIsKnown(Situation situation) {
        return refusalAt(ARTIFACT_READY, situation);
    }

    private static Optional<Verdict> refusalAt(ConditionType home, Situation situation) {
        return situation.plan().refusal().filter(r -> r.home() == home).map(Refusal::verdict);
    }

    static Optional<Verdict> childrenWereWritten(Situation situation) {
        return WriteFailures.verdict(situation.applied());
    }

    /** The ReplicaSet controller tells the Deployment why pods cannot even be created. */
    static Optional<Verdict> podsCanBeCreated(Situation situation) {
        return situation
                .deploymentCondition("ReplicaFailure")
                .filter(c -> "True".equals(c.getStatus()))
                .map(c -> PodCreation.failure(c.getMessage() == null ? "" : c.getMessage(), ModelReadiness.REMEDIES));
    }
}

package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;

import dev.slipway.operator.modeldeployment.plan.SpecReview.Refusal;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.State;
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
        return situation.plan().refusal().filter(r -> r.home() == home).map(r -> verdict(r));
    }

    private static Verdict verdict(Refusal refusal) {
        return refusal.reason() == Reason.PENDING
                ? Verdict.unknown(refusal.home(), refusal.reason(), refusal.message())
                : new Verdict(refusal.home(), State.FALSE, refusal.reason(), refusal.message(), refusal.severity());
    }

    static Optional<Verdict> childrenWereWritten(Situation situation) {
        return situation.applied().failures().stream()
                .findFirst()
                .map(f -> f.reason() == Reason.APPLY_FAILED
                        ? Verdict.waiting(ACCEPTED, f.reason(), f.message())
                        : Verdict.stuck(ACCEPTED, f.reason(), f.message()));
    }

    /** The ReplicaSet controller tells the Deployment why pods cannot even be created. */
    static Optional<Verdict> podsCanBeCreated(Situation situation) {
        return situation
                .deploymentCondition("ReplicaFailure")
                .filter(c -> "True".equals(c.getStatus()))
                .map(c -> creationFailure(c.getMessage() == null ? "" : c.getMessage()));
    }

    private static Verdict creationFailure(String message) {
        var cause = withoutPodName(message);
        if (cause.contains("admission webhook ") || cause.contains("failed calling webhook ")) {
            return Verdict.waiting(ACCEPTED, Reason.POD_CREATION_FAILED, cause);
        }
        if (cause.contains("exceeded quota") || cause.contains("maximum ") || cause.contains("minimum ")) {
            return Verdict.stuck(
                    ACCEPTED, Reason.QUOTA_EXCEEDED, cause + ". Raise the quota, or ask for less in spec.resources.");
        }
        if (cause.contains("violates PodSecurity")) {
            return Verdict.stuck(ACCEPTED, Reason.POD_SECURITY_VIOLATION, cause);
        }
        if (cause.contains("not found") || cause.contains("was found")) {
            return Verdict.stuck(
                    ACCEPTED,
                    Reason.REFERENCE_NOT_FOUND,
                    cause + ". Create it, or correct the name in spec.scheduling.");
        }
        return Verdict.waiting(ACCEPTED, Reason.POD_CREATION_FAILED, cause);
    }

    /** {@code pods "iris-5d4f-x2k9p" is forbidden: exceeded quota ...}: the generated name would change at every attempt. */
    private static String withoutPodName(String message) {
        return message.replaceFirst("^(pods|Pod) \"[^\"]*\" is (forbidden|invalid): ", "")
                .replaceFirst("^error looking up service account [^:]*: ", "");
    }
}

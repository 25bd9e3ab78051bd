package dev.slipway.operator.workload.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;

import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;

/** Why pods cannot even be created, in the words of the API server that their controller repeats. */
public final class PodCreation {
    private PodCreation() {}

    public static Verdict failure(String message, Remedies remedies) {
        var cause = withoutPodName(message);
        if (cause.contains("admission webhook ") || cause.contains("failed calling webhook ")) {
            return Verdict.waiting(ACCEPTED, Reason.POD_CREATION_FAILED, cause);
        }
        if (cause.contains("exceeded quota") || cause.contains("maximum ") || cause.contains("minimum ")) {
            return Verdict.stuck(
                    ACCEPTED,
                    Reason.QUOTA_EXCEEDED,
                    cause + ". Raise the quota, or ask for less in " + remedies.resources() + ".");
        }
        if (cause.contains("violates PodSecurity")) {
            return Verdict.stuck(ACCEPTED, Reason.POD_SECURITY_VIOLATION, cause);
        }
        if (cause.contains("not found") || cause.contains("was found")) {
            return Verdict.stuck(
                    ACCEPTED,
                    Reason.REFERENCE_NOT_FOUND,
                    cause + ". Create it"
                            + (remedies.scheduling().isEmpty()
                                    ? ""
                                    : ", or correct the name in " + remedies.scheduling())
                            + ".");
        }
        return Verdict.waiting(ACCEPTED, Reason.POD_CREATION_FAILED, cause);
    }

    /** {@code pods "iris-5d4f-x2k9p" is forbidden: exceeded quota ...}: the generated name would change at every attempt. */
    private static String withoutPodName(String message) {
        return message.replaceFirst("^(pods|Pod) \"[^\"]*\" is (forbidden|invalid): ", "")
                .replaceFirst("^error looking up service account [^:]*: ", "");
    }
}

package dev.slipway.operator.kube;

import dev.slipway.operator.model.Applied.Failure;
import dev.slipway.operator.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** What an answer of the API server means to the user whose child object it refuses. */
final class ApiErrors {
    private ApiErrors() {}

    static Failure explain(HasMetadata child, KubernetesClientException error) {
        var what = child.getKind() + " " + child.getMetadata().getName();
        var answer = message(error);
        return switch (error.getCode()) {
            case 403 ->
                isNamespaceLeaving(error)
                        ? new Failure(Reason.APPLY_FAILED, what + ": the namespace is being deleted.")
                        : answer.contains("exceeded quota")
                                ? new Failure(Reason.QUOTA_EXCEEDED, what + ": " + answer)
                                : new Failure(Reason.APPLY_FORBIDDEN, what + ": " + answer);
            case 409 -> new Failure(Reason.APPLY_FAILED, what + ": " + answer);
            case 400, 422 -> new Failure(Reason.INVALID_SPEC, what + " was refused: " + answer);
            default -> new Failure(Reason.APPLY_FAILED, what + ": " + answer + ". It is tried again.");
        };
    }

    /** The object was deleted, or another one has its name by now: there is nobody left to tell. */
    static boolean isGone(KubernetesClientException error) {
        return error.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                || (error.getCode() == HttpURLConnection.HTTP_CONFLICT
                        && String.valueOf(error.getMessage()).contains("UID"));
    }

    /** A namespace that is being deleted takes nothing new. */
    static boolean isNamespaceLeaving(KubernetesClientException error) {
        return error.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                && String.valueOf(error.getMessage()).contains("is being terminated");
    }

    /** An object of the name that we need is not ours; or it was, in an earlier life of the owner, and is about to go. */
    static Failure foreign(HasMetadata owner, HasMetadata object) {
        var what = object.getKind() + " " + object.getMetadata().getName();
        return Ownership.controlledEarlierLife(owner, object)
                ? new Failure(Reason.APPLY_FAILED, what + " of a deleted object of this name is still being removed.")
                : new Failure(
                        Reason.NAME_CONFLICT,
                        what + " exists and belongs to somebody else. Rename this object or remove that one.");
    }

    private static String message(KubernetesClientException error) {
        var status = error.getStatus();
        if (status != null && status.getMessage() != null) {
            return status.getMessage();
        }
        return error.getCode() == 0 ? "the API server does not answer" : "the API server answered " + error.getCode();
    }
}

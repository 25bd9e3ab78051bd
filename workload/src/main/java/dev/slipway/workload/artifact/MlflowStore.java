package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import dev.slipway.workload.objectstore.HttpStore;
import dev.slipway.workload.objectstore.StoreRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;

/**
 * An MLflow tracking server: its errors are JSON with an {@code error_code}; an unknown alias is answered 400, an unknown
 * model or version 404.
 *
 * @param base its address, for messages
 * @param credentials what it asks for
 * @param secretField the field that names the Secret, for messages
 * @param wanted what is asked for, for messages
 */
public record MlflowStore(String base, Credentials credentials, String secretField, String wanted)
        implements HttpStore {
    private static final int MAX_ERROR = 1 << 16;

    @Override
    public Map<String, String> headers(StoreRequest request) {
        return new WebStore(credentials, secretField).headers(request);
    }

    @Override
    public boolean busy(int status) {
        return status == 503 || status == 429;
    }

    @Override
    public void refuse(URI uri, HttpResponse<InputStream> answer) throws FailureException {
        int status = answer.statusCode();
        switch (status) {
            case 200 -> {}
            case 401, 403 ->
                throw new FailureException(
                        CommonReason.AccessDenied,
                        "The registry %s answered %d: %s"
                                .formatted(
                                        base,
                                        status,
                                        credentials.authorization().isPresent()
                                                ? "the credentials are not accepted for " + wanted + "."
                                                : "it needs credentials; set " + secretField + "."));
            case 400, 404 -> throw notFound(status, answer);
            default -> throw unreachable("answered %d for %s.".formatted(status, wanted));
        }
    }

    /** The server's own word, or somebody else's who answers at this address. */
    private FailureException notFound(int status, HttpResponse<InputStream> answer) {
        String code = errorCode(answer);
        boolean told = code.equals("RESOURCE_DOES_NOT_EXIST") || code.equals("INVALID_PARAMETER_VALUE");
        return told
                ? new FailureException(
                        CommonReason.ArtifactNotFound, "The registry %s knows no %s.".formatted(base, wanted))
                : unreachable(
                        "answered %d for %s and is no MLflow server of version 2 or 3.".formatted(status, wanted));
    }

    FailureException unreachable(String what) {
        return new FailureException(CommonReason.RegistryUnreachable, "The registry %s %s".formatted(base, what));
    }

    private static String errorCode(HttpResponse<InputStream> answer) {
        try {
            return JsonDocument.read(answer.body().readNBytes(MAX_ERROR)) instanceof Map<?, ?> map
                    ? String.valueOf(map.get("error_code"))
                    : "";
        } catch (IOException e) {
            return "";
        }
    }
}

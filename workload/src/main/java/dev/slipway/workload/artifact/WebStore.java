package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpStore;
import dev.slipway.workload.objectstore.StoreRequest;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;

/**
 * Any HTTP server that hands out files.
 *
 * @param credentials what it asks for
 * @param secretField the field that names the Secret, for messages
 */
public record WebStore(Credentials credentials, String secretField) implements HttpStore {
    @Override
    public Map<String, String> headers(StoreRequest request) {
        return credentials
                .authorization()
                .map(value -> Map.of("Authorization", value))
                .orElse(Map.of());
    }

    @Override
    public void refuse(URI uri, HttpResponse<InputStream> answer) throws FailureException {
        int status = answer.statusCode();
        if (status == 200) {
            return;
        }
        String shown = HttpExchange.display(uri);
        switch (status) {
            case 404, 410 ->
                throw new FailureException(
                        CommonReason.ArtifactNotFound,
                        "%s answered %d: there is no such file.".formatted(shown, status));
            case 401, 403 ->
                throw new FailureException(
                        CommonReason.AccessDenied,
                        "%s answered %d: %s"
                                .formatted(
                                        shown,
                                        status,
                                        credentials.authorization().isPresent()
                                                ? "the credentials are not accepted."
                                                : "it needs credentials; set " + secretField + "."));
            default ->
                throw new FailureException(
                        CommonReason.ArtifactUnavailable,
                        "%s answered %d instead of the file.".formatted(shown, status));
        }
    }
}

package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.FailureReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * An S3 store: signed requests, and its error codes in our words.
 *
 * @param where bucket and key, for messages
 * @param endpoint where the store is and who asks
 * @param secretField the field that names the Secret, for messages
 * @param clock signatures are valid for minutes
 */
public record S3Store(S3Location where, S3Endpoint.Source endpoint, String secretField, InstantSource clock)
        implements HttpStore {
    private static final int MAX_ERROR = 1 << 16;

    @Override
    public Map<String, String> headers(StoreRequest request) throws FailureException {
        Optional<SigV4> signer = endpoint.read().signer();
        return signer.isPresent() ? signer.get().headers(request, clock.instant()) : Map.of();
    }

    /** 503 is SlowDown, 500 InternalError: S3's documentation asks for another attempt. */
    @Override
    public boolean busy(int status) {
        return status == 500 || status == 503 || status == 429;
    }

    /** A signature is for one host; where S3 redirects, the region is wrong, and the next pod should not ask there again. */
    @Override
    public boolean redirects() {
        return false;
    }

    @Override
    public void refuse(URI uri, HttpResponse<InputStream> answer) throws FailureException {
        if (answer.statusCode() != 200) {
            throw refusal(answer);
        }
    }

    /** Why the store did not do what it was asked for. */
    FailureException refusal(HttpResponse<InputStream> answer) throws FailureException {
        return refusal(code(answer), answer);
    }

    /** As {@link #refusal(HttpResponse)}, where the code of the error is known already. */
    FailureException refusal(String code, HttpResponse<InputStream> answer) throws FailureException {
        int status = answer.statusCode();
        String told = code.isEmpty() ? "answered " + status : "answered " + status + " " + code;
        Optional<String> region = answer.headers().firstValue("x-amz-bucket-region");
        return switch (code.isEmpty() ? String.valueOf(status) : code) {
            case "NoSuchKey", "NotFound", "404" ->
                failure(CommonReason.ArtifactNotFound, "There is no object %s.".formatted(where));
            case "NoSuchBucket" ->
                failure(CommonReason.ArtifactNotFound, "There is no bucket %s.".formatted(where.bucket()));
            case "PermanentRedirect",
                    "TemporaryRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException",
                    "301",
                    "307" ->
                failure(
                        CommonReason.AccessDenied,
                        "The bucket %s is in %s; set the key region (or endpoint) of the Secret."
                                .formatted(
                                        where.bucket(),
                                        region.map(r -> "region " + r).orElse("another region")));
            case "RequestTimeTooSkewed" ->
                failure(
                        CommonReason.AccessDenied,
                        "%s: the clock of this node differs from the store's by more than 15 minutes; set it."
                                .formatted(where));
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "InvalidSecurity" ->
                failure(
                        CommonReason.AccessDenied,
                        "%s: the store %s: correct accessKey, secretKey or sessionToken of the Secret."
                                .formatted(where, told));
            case "SlowDown", "ServiceUnavailable", "InternalError", "500", "503", "429" ->
                failure(CommonReason.ArtifactUnavailable, "%s: the store %s again and again.".formatted(where, told));
            default -> other(answer, told);
        };
    }

    private FailureException other(HttpResponse<InputStream> answer, String told) throws FailureException {
        int status = answer.statusCode();
        if (status != 401 && status != 403) {
            return failure(
                    CommonReason.ArtifactUnavailable, "%s: the store %s instead of the object.".formatted(where, told));
        }
        boolean reads = List.of("GET", "HEAD").contains(answer.request().method());
        String remedy = endpoint.read().signer().isEmpty()
                ? "it needs credentials; set " + secretField + " with accessKey and secretKey."
                : reads ? "these keys may not read it, or it does not exist." : "these keys may not write it.";
        return failure(CommonReason.AccessDenied, "%s: the store %s: %s".formatted(where, told, remedy));
    }

    private static FailureException failure(FailureReason reason, String message) {
        return new FailureException(reason, message);
    }

    /** The code in the body of an error, empty if there is none: a proxy may have answered. */
    private static String code(HttpResponse<InputStream> answer) {
        try {
            byte[] body = answer.body().readNBytes(MAX_ERROR);
            List<String> codes = S3Xml.texts(new ByteArrayInputStream(body), "Code");
            return codes.isEmpty() || !codes.getFirst().matches("[A-Za-z]{1,64}") ? "" : codes.getFirst();
        } catch (IOException | XMLStreamException e) {
            return "";
        }
    }
}

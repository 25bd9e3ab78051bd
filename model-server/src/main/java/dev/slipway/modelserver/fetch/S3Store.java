package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.failure.Reason;
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
 * @param secret reads endpoint and keys; asked for each request, so that rotated keys count from the next one on
 * @param clock signatures are valid for minutes
 */
record S3Store(S3Location where, Secret secret, InstantSource clock) implements HttpStore {
    private static final int MAX_ERROR = 1 << 16;

    /** Reads the present endpoint and keys. */
    interface Secret {
        S3Endpoint read() throws FailureException;
    }

    @Override
    public Map<String, String> headers(URI target) throws FailureException {
        Optional<SigV4> signer = secret.read().signer();
        return signer.isPresent() ? signer.get().headers(target, clock.instant()) : Map.of();
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
            throw refusal(code(answer), answer);
        }
    }

    private FailureException refusal(String code, HttpResponse<InputStream> answer) throws FailureException {
        int status = answer.statusCode();
        String told = code.isEmpty() ? "answered " + status : "answered " + status + " " + code;
        Optional<String> region = answer.headers().firstValue("x-amz-bucket-region");
        return switch (code.isEmpty() ? String.valueOf(status) : code) {
            case "NoSuchKey", "NotFound", "404" ->
                failure(Reason.ArtifactNotFound, "There is no object %s.".formatted(where));
            case "NoSuchBucket" -> failure(Reason.ArtifactNotFound, "There is no bucket %s.".formatted(where.bucket()));
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
                failure(Reason.ArtifactUnavailable, "%s: the store %s again and again.".formatted(where, told));
            default -> other(status, told);
        };
    }

    private FailureException other(int status, String told) throws FailureException {
        if (status != 401 && status != 403) {
            return failure(
                    Reason.ArtifactUnavailable, "%s: the store %s instead of the object.".formatted(where, told));
        }
        String remedy = secret.read().signer().isPresent()
                ? "these keys may not read it, or it does not exist."
                : "it needs credentials; set model.secretRef with accessKey and secretKey.";
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

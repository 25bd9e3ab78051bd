package dev.slipway.workload.objectstore;

import dev.slipway.workload.digest.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 as S3 wants it: the path is signed as it is sent, and the digest of the body is a header of its own. Source: "Signing AWS API requests", and botocore's {@code S3SigV4Auth}, with which
 * {@code SigV4Test} compares it.
 *
 * @param accessKey names the key
 * @param secretKey signs
 * @param sessionToken of temporary credentials
 * @param region of the bucket, part of the signature's scope
 */
public record SigV4(String accessKey, String secretKey, Optional<String> sessionToken, String region) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** The headers that make this a signed request; its own are part of what is signed. */
    public Map<String, String> headers(StoreRequest request, Instant now) {
        URI uri = request.uri();
        String body = hex(Digest.of(request.body()));
        String stamp = STAMP.format(now);
        String scope = stamp.substring(0, 8) + "/" + region + "/s3/aws4_request";
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("x-amz-content-sha256", body);
        sent.put("x-amz-date", stamp);
        sessionToken.ifPresent(token -> sent.put("x-amz-security-token", token));
        Map<String, String> signed = new TreeMap<>(sent);
        signed.putAll(request.headers());
        signed.put("host", host(uri));
        String names = String.join(";", signed.keySet());
        String canonical = String.join("\n", request.method(), path(uri), query(uri), lines(signed), names, body);
        String text = String.join("\n", "AWS4-HMAC-SHA256", stamp, scope, sha256(canonical));
        sent.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(accessKey, scope, names, HexFormat.of().formatHex(hmac(key(stamp), text))));
        return sent;
    }

    @Override
    public String toString() {
        return "credentials";
    }

    private static String lines(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip().replaceAll("\\s+", " ") + "\n")
                .collect(Collectors.joining());
    }

    private byte[] key(String stamp) {
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {stamp.substring(0, 8), region, "s3", "aws4_request"}) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String hex(String digest) {
        return digest.substring("sha256:".length());
    }

    private static String sha256(String text) {
        return hex(Digest.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** As the HTTP client sends it: without the port that the scheme implies. */
    private static String host(URI uri) {
        int implied = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == implied ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static String path(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    /** Parameters in the order of their names; they are encoded already. */
    private static String query(URI uri) {
        return uri.getRawQuery() == null
                ? ""
                : Arrays.stream(uri.getRawQuery().split("&"))
                        .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }
}

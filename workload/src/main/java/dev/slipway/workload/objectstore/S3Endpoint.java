package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.secret.MountedSecret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an S3 store answers and who asks, from the files of a mounted Secret.
 *
 * @param base scheme, host and port
 * @param virtualHosts whether the bucket is part of the host's name, as at AWS, or of the path
 * @param signer of requests; empty for anonymous access
 */
public record S3Endpoint(URI base, boolean virtualHosts, Optional<SigV4> signer) {
    private static final String EXPECTED =
            "accessKey and secretKey (and, where needed, sessionToken, endpoint, region)";
    private static final String DEFAULT_REGION = "us-east-1";
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Reads the present endpoint and keys; asked for each request, so that rotated keys count from the next one on. */
    public interface Source {
        /** As they are now. */
        S3Endpoint read() throws FailureException;
    }

    /** The mounted Secret, or AWS anonymously where there is none. */
    public static Source source(Optional<String> directory, String secretName) {
        return () -> directory.isPresent() ? read(Path.of(directory.get()), secretName) : anonymous();
    }

    /** AWS itself, anonymously. */
    public static S3Endpoint anonymous() {
        return aws(DEFAULT_REGION, Optional.empty());
    }

    /** Reads {@code accessKey}, {@code secretKey}, {@code sessionToken}, {@code endpoint}, {@code region}, {@code addressing}. */
    public static S3Endpoint read(Path directory, String secretName) throws FailureException {
        MountedSecret secret = MountedSecret.open(directory, secretName, EXPECTED);
        if (secret.has("accessKey") != secret.has("secretKey")
                || (!secret.has("accessKey") && !secret.has("endpoint") && !secret.has("region"))) {
            throw secret.lacks(EXPECTED);
        }
        String region = secret.has("region") ? secret.headerValue("region") : DEFAULT_REGION;
        Optional<String> token =
                secret.has("sessionToken") ? Optional.of(secret.headerValue("sessionToken")) : Optional.empty();
        Optional<SigV4> signer = secret.has("accessKey")
                ? Optional.of(new SigV4(secret.headerValue("accessKey"), secret.value("secretKey"), token, region))
                : Optional.empty();
        Optional<String> endpoint = secret.optional("endpoint");
        if (endpoint.isEmpty()) {
            return aws(region, signer);
        }
        boolean virtual = secret.optional("addressing").orElse("path").equals("virtual");
        return new S3Endpoint(parse(endpoint.get(), secretName), virtual, signer);
    }

    private static S3Endpoint aws(String region, Optional<SigV4> signer) {
        String domain = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
        return new S3Endpoint(URI.create("https://s3." + PercentEncoding.component(region) + domain), true, signer);
    }

    private static URI parse(String text, String secretName) throws FailureException {
        try {
            URI uri = URI.create(text.contains("://") ? text : "https://" + text);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean plain = uri.getUserInfo() == null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
            if (uri.getHost() != null && plain && (scheme.equals("http") || scheme.equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw notAnEndpoint(secretName);
        }
        throw notAnEndpoint(secretName);
    }

    private static FailureException notAnEndpoint(String secretName) {
        return new FailureException(
                CommonReason.InvalidSecret,
                "Secret %s: the endpoint is no address such as https://minio.example.com:9000.".formatted(secretName));
    }

    /**
     * The address of an object, or with an empty key of the bucket. A bucket with dots fits no wildcard certificate, and
     * old ones have names that no host can have.
     */
    public URI address(String bucket, String key, String query) {
        boolean inHost = virtualHosts && HOST_LABEL.matcher(bucket).matches();
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        String host = inHost ? bucket + "." + base.getHost() : base.getHost();
        String path = (inHost ? "" : "/" + bucket) + "/" + PercentEncoding.path(key);
        return URI.create(base.getScheme() + "://" + host + port + path + (query.isEmpty() ? "" : "?" + query));
    }
}

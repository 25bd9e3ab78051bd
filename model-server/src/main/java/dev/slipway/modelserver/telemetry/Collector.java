package dev.slipway.modelserver.telemetry;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go, as OpenTelemetry's specification of exporters names it.
 *
 * @param endpoint takes {@code POST} of OTLP in protobuf
 * @param headers sent with each; their values are secrets
 * @param resource attributes of this process
 */
record Collector(URI endpoint, Map<String, String> headers, Map<String, String> resource) {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
    private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";

    static Optional<Collector> fromEnvironment(Map<String, String> environment, String model) throws FailureException {
        String traces = environment.get(TRACES_ENDPOINT);
        String base = environment.get(ENDPOINT);
        boolean own = present(traces);
        if (!own && !present(base)) {
            return Optional.empty();
        }
        if ("grpc".equals(environment.get(PROTOCOL))) {
            throw invalid(PROTOCOL, "is grpc; spans are sent as http/protobuf (port 4318 of a collector).");
        }
        URI endpoint = own
                ? uri(TRACES_ENDPOINT, String.valueOf(traces))
                : uri(ENDPOINT, String.valueOf(base).strip().replaceAll("/+$", "") + "/v1/traces");
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put("service.name", environment.getOrDefault("OTEL_SERVICE_NAME", model));
        pairs("OTEL_RESOURCE_ATTRIBUTES", environment.get("OTEL_RESOURCE_ATTRIBUTES"))
                .forEach(resource::putIfAbsent);
        Map<String, String> headers = pairs(HEADERS, environment.get(HEADERS));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            check(endpoint, header.getKey(), header.getValue());
        }
        return Optional.of(new Collector(endpoint, headers, resource));
    }

    private static boolean present(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static URI uri(String variable, String text) throws FailureException {
        try {
            URI uri = URI.create(text.strip());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw invalid(variable, "must be an address like http://collector:4318, without user and password.");
    }

    private static Map<String, String> pairs(String variable, @Nullable String text) throws FailureException {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text == null || text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw invalid(variable, "must be a list like name=value,other=value.");
            }
            try {
                // A plus is a plus there: only %XX is decoded.
                String value = pair.substring(equals + 1).strip().replace("+", "%2B");
                pairs.put(pair.substring(0, equals).strip(), URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw invalid(variable, "has a % that two hexadecimal digits do not follow.");
            }
        }
        return pairs;
    }

    private static void check(URI endpoint, String name, String value) throws FailureException {
        try {
            HttpRequest.newBuilder(endpoint).header(name, value).build();
        } catch (IllegalArgumentException e) {
            throw invalid(HEADERS, "has a header that cannot be sent: " + name + ".");
        }
    }

    private static FailureException invalid(String variable, String trouble) {
        return new FailureException(CommonReason.InvalidConfig, variable + " " + trouble);
    }
}

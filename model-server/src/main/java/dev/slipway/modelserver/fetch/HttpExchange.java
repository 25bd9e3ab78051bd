package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * GET with redirects followed by hand, because the credentials must go to the host they were given for and to no other.
 */
final class HttpExchange implements AutoCloseable {
    private static final int MAX_REDIRECTS = 10;

    private final HttpClient client;
    private final HttpTimeouts timeouts;

    HttpExchange(HttpTimeouts timeouts) {
        this.timeouts = timeouts;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeouts.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** The first answer that is no redirect. */
    HttpResponse<InputStream> get(URI uri, HttpStore store, long offset, Optional<String> validator)
            throws FailureException {
        URI target = uri;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            Map<String, String> allowed = sameOrigin(uri, target) ? store.headers(target) : Map.of();
            HttpResponse<InputStream> response = send(target, request(target, allowed, offset, validator));
            Optional<String> location = response.headers().firstValue("location");
            if (!store.redirects() || !isRedirect(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            drop(response);
            target = redirected(target, location.get());
        }
        throw new FailureException(
                Reason.ArtifactUnavailable, "%s redirects more than %d times.".formatted(display(uri), MAX_REDIRECTS));
    }

    /** The address as it may be shown: without query and user, which can hold secrets. */
    static String display(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    private static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && a.getPort() == b.getPort();
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI redirected(URI from, String location) throws FailureException {
        try {
            URI to = from.resolve(location);
            String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
            boolean downgrade = from.getScheme().equalsIgnoreCase("https") && !scheme.equals("https");
            if (to.getHost() != null && !downgrade && (scheme.equals("http") || scheme.equals("https"))) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw badRedirect(from, e);
        }
        throw badRedirect(from, null);
    }

    private static FailureException badRedirect(URI from, @Nullable Throwable cause) {
        return new FailureException(
                Reason.ArtifactUnavailable,
                "%s redirects to an address that is no http(s) address, or from https to http."
                        .formatted(display(from)),
                cause);
    }

    private HttpRequest request(URI uri, Map<String, String> headers, long offset, Optional<String> validator) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).GET().timeout(timeouts.stall()).header("User-Agent", "slipway-fetch");
        headers.forEach(request::header);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
            validator.ifPresent(value -> request.header("If-Range", value));
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(URI uri, HttpRequest request) throws FailureException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new FailureException(Reason.ArtifactUnavailable, explain(uri, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(Reason.ArtifactUnavailable, "The download was interrupted.", e);
        }
    }

    private static String explain(URI uri, IOException e) {
        String shown = display(uri);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "The host name %s cannot be resolved; check model.uri.".formatted(uri.getHost());
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "No connection to %s: nothing answers; check the address and network policies.".formatted(shown);
            }
            if (cause instanceof HttpTimeoutException) {
                return "%s accepted the connection and sent no answer.".formatted(shown);
            }
            if (cause instanceof SSLException) {
                return "The TLS handshake with %s failed: %s".formatted(shown, cause.getMessage());
            }
        }
        return e instanceof ConnectException
                ? "No connection to %s: refused; check the address and that the store runs.".formatted(shown)
                : "%s closed the connection without an answer.".formatted(shown);
    }

    static void drop(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            // The connection is given up: whether it closed cleanly changes nothing.
            return;
        }
    }
}

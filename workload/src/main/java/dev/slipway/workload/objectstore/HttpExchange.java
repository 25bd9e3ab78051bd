package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests with redirects followed by hand, because the credentials must go to the host they were given for and to no
 * other.
 */
public final class HttpExchange implements AutoCloseable {
    private static final int MAX_REDIRECTS = 10;
    private static final int SLOWEST_UPLOAD = 64 << 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(1600);

    private final HttpClient client;
    private final HttpTimeouts timeouts;

    /** A client with connections of its own. */
    public HttpExchange(HttpTimeouts timeouts) {
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

    /** The first answer that is no redirect; a store that says that it is busy means a moment. */
    public HttpResponse<InputStream> patiently(StoreRequest request, HttpStore store) throws FailureException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            HttpResponse<InputStream> response = send(request, store);
            if (!store.busy(response.statusCode()) || pause.compareTo(LONGEST_PAUSE) > 0) {
                return response;
            }
            drop(response);
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            pause = pause.multipliedBy(2);
        }
    }

    /** A small document, whole. */
    public byte[] read(URI uri, HttpStore store, int limit) throws FailureException {
        return read(StoreRequest.get(uri), store, limit);
    }

    /** The answer to a request that may be made twice, whole. */
    public byte[] read(StoreRequest request, HttpStore store, int limit) throws FailureException {
        URI uri = request.uri();
        HttpResponse<InputStream> response = patiently(request, store);
        try {
            store.refuse(uri, response);
            return body(response, limit);
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.ArtifactUnavailable, "%s cut the download off.".formatted(display(uri)), e);
        } finally {
            drop(response);
        }
    }

    /** The body of an answer, whole; an exception where the connection breaks or stands still. */
    byte[] body(HttpResponse<InputStream> response, int limit) throws FailureException, IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 16];
        try (StallGuard guard = new StallGuard(response.body(), timeouts.stall())) {
            for (int n = response.body().read(chunk);
                    n >= 0;
                    n = response.body().read(chunk)) {
                guard.progress();
                whole.write(chunk, 0, n);
                if (whole.size() > limit) {
                    throw new FailureException(
                            CommonReason.ArtifactUnavailable,
                            "%s sent more than %d bytes where a short answer was expected."
                                    .formatted(display(response.uri()), limit));
                }
            }
            if (guard.stalled()) {
                throw new IOException("no byte came for " + timeouts.stall());
            }
        }
        return whole.toByteArray();
    }

    private HttpResponse<InputStream> send(StoreRequest first, HttpStore store) throws FailureException {
        StoreRequest request = first;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            boolean trusted = sameOrigin(first.uri(), request.uri());
            Map<String, String> allowed = trusted ? store.headers(request) : Map.of();
            HttpResponse<InputStream> response = send(request.uri(), built(request, allowed));
            Optional<String> location = response.headers().firstValue("location");
            if (!store.redirects() || !isRedirect(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            drop(response);
            request = request.at(redirected(request.uri(), location.get()));
        }
        throw new FailureException(
                CommonReason.ArtifactUnavailable,
                "%s redirects more than %d times.".formatted(display(first.uri()), MAX_REDIRECTS));
    }

    /** The address as it may be shown: without query and user, which can hold secrets. */
    public static String display(URI uri) {
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
                CommonReason.ArtifactUnavailable,
                "%s redirects to an address that is no http(s) address, or from https to http."
                        .formatted(display(from)),
                cause);
    }

    /** A body may take its time to arrive, at 64 KiB a second. */
    private HttpRequest built(StoreRequest request, Map<String, String> allowed) {
        ByteBuffer body = request.body();
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                .method(
                        request.method(),
                        body.hasRemaining() || request.method().equals("PUT")
                                ? BodyPublishers.ofByteArray(
                                        body.array(), body.arrayOffset() + body.position(), body.remaining())
                                : BodyPublishers.noBody())
                .timeout(timeouts.stall().plusSeconds(body.remaining() / SLOWEST_UPLOAD))
                .header("User-Agent", "slipway");
        request.headers().forEach(builder::header);
        allowed.forEach(builder::header);
        return builder.build();
    }

    private HttpResponse<InputStream> send(URI uri, HttpRequest request) throws FailureException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, explain(uri, e), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static FailureException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new FailureException(CommonReason.ArtifactUnavailable, "The transfer was interrupted.", e);
    }

    private static String explain(URI uri, IOException e) {
        String shown = display(uri);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "The host name %s cannot be resolved; check the address.".formatted(uri.getHost());
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

    /** Gives up an answer and its connection, if it is not read to its end. */
    public static void drop(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            // The connection is given up: whether it closed cleanly changes nothing.
            return;
        }
    }
}

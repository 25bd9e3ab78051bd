package dev.slipway.driftjob.web;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks servers of whom nothing good is expected: each request has its time, each answer its size, no redirect is followed. */
public final class WebClient implements AutoCloseable {
    /** The most bytes of an answer. */
    private static final int MOST = 1 << 20;

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient client;
    private final int most;

    /** A client that trusts these authorities, or those of the platform. */
    public WebClient(Optional<SSLContext> trust) {
        this(trust, MOST);
    }

    /**
     * The same, for longer answers.
     *
     * @param most bytes of an answer
     */
    public WebClient(Optional<SSLContext> trust, int most) {
        this.most = most;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        trust.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** A request; its body may be empty. */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never changed
    public record Request(String method, URI uri, Map<String, String> headers, byte[] body) {
        public static Request get(URI uri, Map<String, String> headers) {
            return new Request("GET", uri, headers, new byte[0]);
        }
    }

    /** The answer, whatever its status. */
    public WebAnswer send(Request request, Duration limit) throws WebException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                .method(
                        request.method(),
                        request.body().length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.body()))
                .header("User-Agent", "slipway");
        request.headers().forEach(builder::header);
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            HttpResponse<byte[]> whole = answer.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            return new WebAnswer(whole.statusCode(), whole.headers(), whole.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new WebException("did not answer in time", e);
        } catch (ExecutionException e) {
            throw explained(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WebException("was not waited for", e);
        }
    }

    private WebException explained(ExecutionException e) {
        if (caused(e, UnresolvedAddressException.class) || caused(e, UnknownHostException.class)) {
            return new WebException("has a host name that cannot be resolved", e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpConnectTimeoutException) {
                return new WebException("cannot be reached: nothing answers there", e);
            }
            if (cause instanceof ConnectException) {
                return new WebException("refuses connections", e);
            }
            if (cause instanceof SSLException) {
                return new WebException("cannot be trusted: " + cause.getMessage(), e);
            }
        }
        String what = String.valueOf(e.getCause() instanceof IOException io ? io.getMessage() : e.getMessage());
        return what.contains("limit") || what.contains("exceed")
                ? new WebException("sent more than " + most + " bytes", e)
                : new WebException("closed the connection without a whole answer", e);
    }

    private static boolean caused(@Nullable Throwable e, Class<?> type) {
        return e != null && (type.isInstance(e) || caused(e.getCause(), type));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.workload.features.OnlineQuestion;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.json.JsonTree;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;

/** One question to the feature server over HTTP, from one event loop. A connection that turns out dead costs one more try. */
final class FeatureCall {
    private static final int MOST_CONNECTIONS = 8;
    private static final int IDLE_SECONDS = 10;
    /** Connections end now and then, so that servers that came later get their share. */
    private static final int CALLS_PER_CONNECTION = 1000;

    private static final long TRY_AGAIN_MILLIS = 1000;

    private final URI server;
    private final HttpClient client;
    private final RequestOptions request;
    private int calls;

    /** What comes of a question. */
    sealed interface Outcome {
        /** Features. */
        record Answered(Buffer body) implements Outcome {}

        /** This question is wrong; others may be right. */
        record Refused(InferenceFailure failure) implements Outcome {}

        /** No answer. */
        record Failed(InferenceFailure failure) implements Outcome {}
    }

    FeatureCall(Vertx vertx, FeaturesConfig features) {
        this.server = features.server();
        boolean tls = "https".equals(server.getScheme());
        int budget = Math.toIntExact(features.budget().toMillis());
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setTcpNoDelay(true)
                        .setConnectTimeout(budget)
                        .setKeepAliveTimeout(IDLE_SECONDS),
                new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(tls)
                .setHost(server.getHost())
                .setPort(server.getPort() > 0 ? server.getPort() : tls ? 443 : 80)
                .setURI((server.getRawPath() == null ? "" : server.getRawPath().replaceAll("/+$", ""))
                        + OnlineQuestion.PATH)
                .setTimeout(budget)
                .putHeader("content-type", "application/json");
    }

    void ask(byte[] question, Consumer<Outcome> then) {
        Buffer body = Buffer.buffer(question);
        send(body)
                .recover(broken -> send(body))
                .onComplete(done -> then.accept(done.succeeded() ? done.result() : unreachable(done.cause())));
    }

    private Future<Outcome> send(Buffer body) {
        RequestOptions one = new RequestOptions(request);
        calls++;
        if (calls % CALLS_PER_CONNECTION == 0) {
            one.putHeader("connection", "close");
        }
        return client.request(one)
                .compose(made -> made.send(body))
                .compose(response -> response.body().map(bytes -> outcome(response, bytes)));
    }

    private Outcome outcome(HttpClientResponse response, Buffer body) {
        int status = response.statusCode();
        if (status == 200) {
            return new Outcome.Answered(body);
        }
        String told = detail(body.getBytes());
        return switch (status) {
            case 400, 422 ->
                new Outcome.Refused(InferenceFailure.of(
                        FailureCode.INVALID_ARGUMENT, "The feature server does not take the entity: " + told));
            case 429, 503, 504 -> new Outcome.Failed(failure("has no answer now: " + told));
            default -> new Outcome.Failed(failure("answered " + status + ": " + told));
        };
    }

    private Outcome unreachable(Throwable cause) {
        return new Outcome.Failed(failure("does not answer: " + cause.getMessage()));
    }

    private InferenceFailure failure(String what) {
        return new InferenceFailure(
                FailureCode.UNAVAILABLE, "The feature server " + server + " " + what, TRY_AGAIN_MILLIS);
    }

    /** The sentence of RFC 9457's document, or the beginning of what there is. */
    private static String detail(byte[] body) {
        try {
            if (JsonTree.read(body) instanceof Map<?, ?> problem && problem.get("detail") instanceof String detail) {
                return detail;
            }
        } catch (IOException e) {
            // Told as it is.
        }
        String text = new String(body, java.nio.charset.StandardCharsets.UTF_8).strip();
        return JsonText.shortened(text, 200);
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig.Protocols;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.ModelSignature;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Every path of one model, found by one look into a map. Answers that never change are made once. What is not in the
 * map is explained by {@link Unrouted}.
 */
final class ModelRoutes implements Consumer<HttpServerRequest> {
    /** The one version that is served: a pod has one model file. */
    static final String VERSION = "1";

    private final String name;
    private final Replies replies;
    private final BooleanSupplier draining;
    private final Unrouted unrouted;
    private final Map<String, Route> routes = new HashMap<>();

    /** The handler of a path and the only method it takes. */
    private record Route(HttpMethod method, Consumer<HttpServerRequest> handler) {}

    ModelRoutes(String name, Protocols protocols, Replies replies, BooleanSupplier draining) {
        this.name = name;
        this.replies = replies;
        this.draining = draining;
        this.unrouted = new Unrouted(name, protocols);
    }

    ModelRoutes v1(Consumer<HttpServerRequest> predict) {
        get("/v1/models", "{\"models\":[\"" + name + "\"]}");
        get("/v1/models/" + name, "{\"name\":\"" + name + "\",\"ready\":true}");
        post("/v1/models/" + name + ":predict", predict);
        return this;
    }

    ModelRoutes v1Explain(Consumer<HttpServerRequest> explain) {
        post("/v1/models/" + name + ":explain", explain);
        return this;
    }

    ModelRoutes v2(
            ModelSignature signature, String serverVersion, ModelMetrics metrics, Consumer<HttpServerRequest> infer) {
        V2Documents documents = new V2Documents(name, signature);
        get("/v2", V2Documents.server(serverVersion));
        get("/v2/models", "{\"models\":[\"" + name + "\"]}");
        get("/v2/health/live", "{\"live\":true}");
        ready("/v2/health/ready", "{\"ready\":true}");
        statistics("/v2/models/stats", documents, metrics);
        for (String path : List.of("/v2/models/" + name, "/v2/models/" + name + "/versions/" + VERSION)) {
            get(path, documents.metadata());
            get(path + "/config", documents.config());
            statistics(path + "/stats", documents, metrics);
            ready(path + "/ready", "{\"name\":\"" + name + "\",\"ready\":true}");
            post(path + "/infer", infer);
        }
        Repository repository = new Repository(name, documents, replies, draining);
        post("/v2/repository/index", repository::index);
        post("/v2/repository/models/" + name + "/load", repository::load);
        post("/v2/repository/models/" + name + "/unload", repository::unload);
        return this;
    }

    ModelRoutes shorthand(Consumer<HttpServerRequest> predict, Consumer<HttpServerRequest> batchPredict) {
        get("/", "{\"status\":\"alive\"}");
        get("/health", "{\"status\":\"alive\"}");
        ready("/ready", "{\"ready\":true}");
        get("/models", "{\"models\":[\"" + name + "\"]}");
        post("/predict", predict);
        post("/batch_predict", batchPredict);
        return this;
    }

    ModelRoutes openApi(String document) {
        get("/openapi.json", document);
        get("/v2/models/" + name + "/openapi.json", document);
        get("/v2/models/" + name + "/versions/" + VERSION + "/openapi.json", document);
        return this;
    }

    /** A path whose answer is made for each request. */
    void get(String path, Consumer<HttpServerRequest> handler) {
        routes.put(path, new Route(HttpMethod.GET, handler));
    }

    @Override
    public void accept(HttpServerRequest request) {
        Route route = routes.get(request.path());
        if (InvalidRequests.hasNoHost(request)) {
            replies.refuseUnread(request, 400, "The request has no header Host, which HTTP/1.1 demands.");
        } else if (route == null) {
            RequestException e = unrouted.explain(String.valueOf(request.path()));
            replies.refuseUnread(request, e.failure());
        } else if (!takes(route, request.method())) {
            request.response().putHeader("allow", route.method().name());
            replies.refuseUnread(
                    request, 405, request.path() + " takes " + route.method() + ", not " + request.method() + ".");
        } else {
            route.handler().accept(request);
        }
    }

    /** Vert.x leaves the body of an answer to HEAD out by itself. */
    private static boolean takes(Route route, HttpMethod method) {
        return route.method().equals(method)
                || (route.method().equals(HttpMethod.GET) && method.equals(HttpMethod.HEAD));
    }

    private void post(String path, Consumer<HttpServerRequest> handler) {
        routes.put(path, new Route(HttpMethod.POST, handler));
    }

    private void get(String path, String body) {
        Buffer bytes = Buffer.buffer(body);
        get(path, request -> replies.send(request, 200, bytes));
    }

    private void statistics(String path, V2Documents documents, ModelMetrics metrics) {
        get(path, request -> replies.send(request, 200, Buffer.buffer(documents.statistics(metrics.statistics()))));
    }

    private void ready(String path, String body) {
        Buffer bytes = Buffer.buffer(body);
        get(path, request -> {
            if (draining.getAsBoolean()) {
                replies.error(request, 503, "The server is shutting down.");
            } else {
                replies.send(request, 200, bytes);
            }
        });
    }
}

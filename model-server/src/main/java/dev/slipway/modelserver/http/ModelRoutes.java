package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig.Protocols;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
        routes.put("/v1/models/" + name + ":predict", new Route(HttpMethod.POST, predict));
        return this;
    }

    ModelRoutes v2(ModelSignature signature, String serverVersion, Consumer<HttpServerRequest> infer) {
        get("/v2", "{\"name\":\"slipway-model-server\",\"version\":\"" + serverVersion + "\",\"extensions\":[]}");
        get("/v2/models", "{\"models\":[\"" + name + "\"]}");
        get("/v2/health/live", "{\"live\":true}");
        ready("/v2/health/ready", "{\"ready\":true}");
        for (String path : List.of("/v2/models/" + name, "/v2/models/" + name + "/versions/" + VERSION)) {
            get(path, metadata(signature));
            ready(path + "/ready", "{\"name\":\"" + name + "\",\"ready\":true}");
            routes.put(path + "/infer", new Route(HttpMethod.POST, infer));
        }
        return this;
    }

    ModelRoutes root() {
        get("/", "{\"status\":\"alive\"}");
        return this;
    }

    @Override
    public void accept(HttpServerRequest request) {
        Route route = routes.get(request.path());
        if (route == null) {
            replies.refuseUnread(
                    request, unrouted.explain(String.valueOf(request.path())).failure());
        } else if (!route.method().equals(request.method())) {
            request.response().putHeader("allow", route.method().name());
            replies.refuseUnread(
                    request, 405, request.path() + " takes " + route.method() + ", not " + request.method() + ".");
        } else {
            route.handler().accept(request);
        }
    }

    private String metadata(ModelSignature signature) {
        return "{\"name\":\"" + name + "\",\"versions\":[\"" + VERSION + "\"],\"platform\":\"onnx_onnxv1\",\"inputs\":"
                + list(signature.inputs()) + ",\"outputs\":" + list(signature.outputs()) + "}";
    }

    private static String list(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::json).collect(Collectors.joining(",", "[", "]"));
    }

    private void get(String path, String body) {
        Buffer bytes = Buffer.buffer(body);
        routes.put(path, new Route(HttpMethod.GET, request -> replies.send(request, 200, bytes)));
    }

    private void ready(String path, String body) {
        Buffer bytes = Buffer.buffer(body);
        routes.put(path, new Route(HttpMethod.GET, request -> {
            if (draining.getAsBoolean()) {
                replies.error(request, 503, "The server is shutting down.");
            } else {
                replies.send(request, 200, bytes);
            }
        }));
    }
}

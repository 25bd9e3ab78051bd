package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.materialize.Materializations;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One look-up by path; bodies are collected up to the limit. One for each event loop. */
final class Routes implements Consumer<HttpServerRequest> {
    private static final Logger LOG = Logger.getLogger(Routes.class);

    private final Loop loop;
    private final BooleanSupplier draining;
    private final Map<String, Endpoint> posts = new HashMap<>();

    Routes(Loop loop, Materializations runs, BooleanSupplier draining) {
        this.loop = loop;
        this.draining = draining;
        posts.put("/get-online-features", new GetOnlineFeatures(loop));
        posts.put("/push", new WriteRows(loop, true));
        posts.put("/write-to-online-store", new WriteRows(loop, false));
        posts.put("/materialize", new Materialize(loop, runs, false));
        posts.put("/materialize-incremental", new Materialize(loop, runs, true));
    }

    @Override
    public void accept(HttpServerRequest request) {
        String path = request.path();
        Endpoint endpoint = path == null ? null : posts.get(path);
        if (endpoint == null) {
            other(new Exchange(request, "/health".equals(path) ? path : "other", loop.metrics(), draining));
            return;
        }
        Exchange exchange = new Exchange(request, path, loop.metrics(), draining);
        if (!HttpMethod.POST.equals(request.method())) {
            exchange.fail(RequestException.plainDetail(405, "Method Not Allowed"));
            return;
        }
        collect(exchange, endpoint);
    }

    private void other(Exchange exchange) {
        boolean health = "/health".equals(exchange.request().path());
        if (!health) {
            exchange.fail(RequestException.plainDetail(404, "Not Found"));
        } else if (!HttpMethod.GET.equals(exchange.request().method())) {
            exchange.fail(RequestException.plainDetail(405, "Method Not Allowed"));
        } else if (loop.shards().ready()) {
            exchange.empty(200);
        } else {
            exchange.fail(RequestException.ours(503, loop.shards().cause().message()));
        }
    }

    private void collect(Exchange exchange, Endpoint endpoint) {
        HttpServerRequest request = exchange.request();
        int limit = loop.catalog().config().limits().maxBodyBytes();
        Collected body = new Collected();
        request.handler(chunk -> {
            if (exchange.answered()) {
                return;
            }
            if (body.length() + chunk.length() > limit) {
                exchange.fail(RequestException.ours(
                        413, "The request is longer than %d bytes (limits.maxBodyBytes).".formatted(limit)));
            } else {
                body.add(chunk);
            }
        });
        request.endHandler(ended -> {
            if (!exchange.answered()) {
                run(exchange, endpoint, body.bytes());
            }
        });
    }

    private static void run(Exchange exchange, Endpoint endpoint, byte[] body) {
        try {
            endpoint.handle(exchange, body);
        } catch (RequestException e) {
            exchange.fail(e);
        } catch (RuntimeException e) {
            LOG.error("a request met a defect", e);
            exchange.fail(RequestException.ours(500, "The server met an internal error; its log has the details."));
        }
    }

    /** Chunks of a body; most bodies are one. */
    private static final class Collected {
        private @Nullable Buffer only;
        private @Nullable ByteSink many;

        int length() {
            return many != null ? many.length() : only != null ? only.length() : 0;
        }

        void add(Buffer chunk) {
            if (only == null) {
                only = chunk;
                return;
            }
            if (many == null) {
                many = new ByteSink(only.length() * 4);
                many.put(only.getBytes());
            }
            many.put(chunk.getBytes());
        }

        byte[] bytes() {
            return many != null ? many.toByteArray() : only != null ? only.getBytes() : new byte[0];
        }
    }
}

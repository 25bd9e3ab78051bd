package dev.slipway.featureserver.http;

import dev.slipway.featureserver.materialize.Materializations;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.featureserver.offline.RowAppender;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.grpc.CallObserver;
import dev.slipway.workload.grpc.GrpcListener;
import dev.slipway.workload.grpc.Methods;
import dev.slipway.workload.lifecycle.DrainableListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The listener: one per event loop on the same port, with a plain request handler and connections to Redis of its own. */
public final class FeatureListener implements DrainableListener {
    private final Vertx vertx;
    private final Supplier<Catalog> live;
    private final ServerMetrics metrics;
    private final BooleanSupplier draining;
    private final Materializations runs;
    private final RowAppender appender = new RowAppender();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Loop> loops = ConcurrentHashMap.newKeySet();
    private final AtomicInteger port = new AtomicInteger();
    private volatile boolean accepting = true;
    private volatile @Nullable GrpcListener grpc;

    /** A listener that does not listen yet. */
    public FeatureListener(Vertx vertx, Supplier<Catalog> live, ServerMetrics metrics, BooleanSupplier draining) {
        this.vertx = vertx;
        this.live = live;
        this.metrics = metrics;
        this.draining = draining;
        this.runs = new Materializations(vertx, metrics);
    }

    /** Listens on as many event loops as are asked for; the port, which matters when 0 was asked for. */
    public int listen(int wantedPort, int eventLoops) throws FailureException, InterruptedException {
        port.set(wantedPort);
        try {
            vertx.deployVerticle(() -> new Listener(), new DeploymentOptions().setInstances(eventLoops))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "Port %d cannot be opened: another process has it, or it is not allowed.".formatted(wantedPort),
                    e);
        }
        return port.get();
    }

    /**
     * Serves gRPC as well, on the event loops of HTTP; the port, which matters when 0 was asked for. Its longest message is
     * that of the configuration in force now.
     */
    public int listenGrpc(int wantedPort) throws FailureException, InterruptedException {
        Map<EventExecutor, Loop> byEventLoop = new HashMap<>();
        loops.forEach(loop -> byEventLoop.put(eventLoop(loop), loop));
        Methods methods = new GrpcMethods(call -> Objects.requireNonNull(byEventLoop.get(call.eventLoop())))
                .all(() -> !draining.getAsBoolean());
        GrpcListener listener = new GrpcListener(
                methods,
                headers -> CallObserver.NONE,
                live.get().config().limits().maxBodyBytes());
        grpc = listener;
        return listener.listen(
                wantedPort,
                new ServingLoops(loops.stream().map(FeatureListener::eventLoop).toList()),
                vertx.isNativeTransportEnabled());
    }

    private static EventLoop eventLoop(Loop loop) {
        return ((ContextInternal) loop.context()).nettyEventLoop();
    }

    /** Whether every event loop can reach Redis. */
    public boolean online() {
        return loops.stream().allMatch(loop -> loop.shards().ready());
    }

    /** Why not, in a sentence. */
    public String whyOffline() {
        return loops.stream()
                .filter(loop -> !loop.shards().ready())
                .map(loop -> loop.shards().cause().message())
                .findFirst()
                .orElse("");
    }

    /** Tells those who watch the health of gRPC. */
    @Override
    public void notReady() {
        GrpcListener listener = grpc;
        if (listener != null) {
            listener.notReady();
        }
    }

    /** Refuses new connections from now on. */
    @Override
    public void stopAccepting() {
        accepting = false;
        GrpcListener listener = grpc;
        if (listener != null) {
            listener.stopAccepting();
        }
    }

    /** Whether no request is between its headers and its answer. */
    @Override
    public boolean idle() {
        GrpcListener listener = grpc;
        return metrics.inFlight() == 0 && (listener == null || listener.idle());
    }

    /** Closes what is left. */
    @Override
    public void close() {
        runs.close();
        appender.close();
        GrpcListener listener = grpc;
        if (listener != null) {
            listener.close();
        }
        connections.forEach(HttpConnection::close);
    }

    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            Loop loop = new Loop(vertx, live, metrics, appender);
            loops.add(loop);
            Routes routes = new Routes(loop, runs, draining);
            HttpServerOptions options = new HttpServerOptions()
                    .setTcpNoDelay(true)
                    .setAcceptBacklog(1024)
                    .setHttp2ClearTextEnabled(false)
                    .setDecompressionSupported(false)
                    .setHandle100ContinueAutomatically(true);
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(this::connected)
                    .requestHandler(routes::accept)
                    .invalidRequestHandler(HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER);
            server.listen(port.get(), "0.0.0.0")
                    .onSuccess(listening -> {
                        port.compareAndSet(0, listening.actualPort());
                        started.complete();
                    })
                    .onFailure(started::fail);
        }

        private void connected(HttpConnection connection) {
            if (!accepting) {
                connection.close();
                return;
            }
            connections.add(connection);
            connection.closeHandler(closed -> connections.remove(connection));
        }
    }
}

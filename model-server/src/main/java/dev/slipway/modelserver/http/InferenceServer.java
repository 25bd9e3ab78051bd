package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.enrichment.Enrichment;
import dev.slipway.modelserver.enrichment.FeatureInputs;
import dev.slipway.modelserver.enrichment.FeatureMetrics;
import dev.slipway.modelserver.enrichment.RequestForm;
import dev.slipway.modelserver.inference.ClassLabels;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.lifecycle.DrainableListener;
import io.netty.channel.Channel;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The listener: one per event loop on the same port, a plain request handler on each. Frameworks cost here what this
 * server is there to save.
 */
public final class InferenceServer implements DrainableListener {
    private static final int LONGEST_HEAD_SECONDS = 10;

    private final Vertx vertx;
    private final Consumer<HttpServerRequest> routes;
    private final ModelMetrics metrics;
    private final Optional<Enrichment> enrichment;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger port = new AtomicInteger();
    private volatile boolean accepting = true;

    private InferenceServer(
            Vertx vertx, Consumer<HttpServerRequest> routes, ModelMetrics metrics, Optional<Enrichment> enrichment) {
        this.vertx = vertx;
        this.routes = routes;
        this.metrics = metrics;
        this.enrichment = enrichment;
    }

    /** A server of a warmed model, not listening yet. */
    public static InferenceServer of(
            Vertx vertx,
            ModelServerConfig config,
            WarmModel warm,
            InferenceService service,
            Optional<Explainer> explainer,
            ModelMetrics metrics,
            BooleanSupplier draining,
            Observability observability) {
        OnnxModel model = warm.model();
        ScratchPool pool = warm.pool();
        ModelSignature signature = model.signature();
        Replies replies = new Replies(vertx, draining);
        ObservedRequests observed = new ObservedRequests(observability.telemetry());
        Optional<Enrichment> enrichment = completion(vertx, config, signature, observability);
        InferenceEndpoint.Shared shared = new InferenceEndpoint.Shared(
                vertx, service, config.limits(), warm.memory(), metrics, replies, observed, enrichment);
        ModelRoutes routes = new ModelRoutes(config.name(), config.protocols(), replies, draining);
        Signature declared = config.model().signature();
        V1Protocol rows = new V1Protocol(signature, declared, pool);
        PlainAnswer.Writer plain =
                new PlainAnswer.Writer(config.name(), signature, new ClassLabels(signature, declared));
        routes.shorthand(
                new InferenceEndpoint(shared, new Shorthand(rows, plain, explainer, false), RequestForm.ONE_ROW),
                new InferenceEndpoint(shared, new Shorthand(rows, plain, explainer, true), RequestForm.ROWS));
        if (config.protocols().v1()) {
            routes.v1(new InferenceEndpoint(shared, new CloudEvents(rows, config.name()), RequestForm.ROWS));
            explainer.ifPresent(explains -> routes.v1Explain(new InferenceEndpoint(
                    shared, new CloudEvents(new V1Explain(rows, explains), config.name()), RequestForm.ROWS)));
        }
        if (config.protocols().v2()) {
            Protocol v2 = new V2Protocol(config.name(), signature, declared, pool, explainer);
            routes.v2(signature, serverVersion(), metrics, new InferenceEndpoint(shared, v2, RequestForm.TENSORS));
        }
        routes.openApi(
                OpenApi.document(config.name(), serverVersion(), signature, config.protocols(), warm.exampleValue()));
        routes.get(
                "/metrics",
                request -> vertx.executeBlocking(
                                () -> Buffer.buffer(observability.metrics().text()), false)
                        .onSuccess(text -> replies.metrics(request, text)));
        return new InferenceServer(vertx, observed.around(routes), metrics, enrichment);
    }

    private static Optional<Enrichment> completion(
            Vertx vertx, ModelServerConfig config, ModelSignature signature, Observability observability) {
        return config.features().map(features -> {
            FeatureMetrics counted = new FeatureMetrics(config.name());
            observability.metrics().add(counted);
            return new Enrichment(
                    vertx, features, FeatureInputs.of(signature, config.model().signature()), counted);
        });
    }

    /** Listens on as many event loops as are asked for; the port, which matters when 0 was asked for. */
    public int listen(int wantedPort, int eventLoops) throws FailureException, InterruptedException {
        return listen(wantedPort, eventLoops, LONGEST_HEAD_SECONDS);
    }

    int listen(int wantedPort, int eventLoops, int headSeconds) throws FailureException, InterruptedException {
        port.set(wantedPort);
        deploy("0.0.0.0", eventLoops, headSeconds);
        vertx.setPeriodic(1000, fired -> metrics.sample(System.nanoTime()));
        return port.get();
    }

    /** Listens for this process alone. */
    Private listenPrivately() throws FailureException, InterruptedException {
        String deployment = deploy("127.0.0.1", 1, LONGEST_HEAD_SECONDS);
        return new Private(port.get(), () -> vertx.undeploy(deployment));
    }

    /** A listener on a free port of the loopback interface, until it is closed. */
    record Private(int port, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    private String deploy(String host, int eventLoops, int headSeconds) throws FailureException, InterruptedException {
        DeploymentOptions options = new DeploymentOptions().setInstances(eventLoops);
        try {
            return vertx.deployVerticle(() -> new Listener(host, new SlowHeads(headSeconds)), options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "Port %d cannot be opened: another process has it, or it is not allowed.".formatted(port.get()),
                    e);
        }
    }

    /** Refuses new connections from now on and closes those without a request. */
    @Override
    public void stopAccepting() {
        accepting = false;
    }

    /** Whether no request is between its headers and its answer. */
    @Override
    public boolean idle() {
        return metrics.inFlight() == 0;
    }

    /** Closes what is left. */
    @Override
    public void close() {
        connections.forEach(HttpConnection::close);
    }

    private static String serverVersion() {
        String version = InferenceServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private final class Listener extends AbstractVerticle {
        private final String host;
        private final SlowHeads slowHeads;

        Listener(String host, SlowHeads slowHeads) {
            this.host = host;
            this.slowHeads = slowHeads;
        }

        @Override
        public void start(Promise<Void> started) {
            HttpServerOptions options = new HttpServerOptions()
                    .setTcpNoDelay(true)
                    .setAcceptBacklog(1024)
                    .setHttp2ClearTextEnabled(false)
                    .setHandle100ContinueAutomatically(false);
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(this::connected)
                    .requestHandler(routes::accept)
                    .invalidRequestHandler(InvalidRequests::refuse);
            vertx.setPeriodic(1000, fired -> slowHeads.tick());
            enrichment.ifPresent(Enrichment::open);
            server.listen(port.get(), host)
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
            Channel channel = ((ConnectionBase) connection).channel();
            slowHeads.watch(channel);
            BodyTap.into(channel);
            connections.add(connection);
            connection.closeHandler(closed -> connections.remove(connection));
        }
    }
}

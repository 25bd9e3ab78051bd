package dev.slipway.modelserver.lifecycle;

import dev.slipway.modelserver.config.PredictionLogConfig;
import dev.slipway.modelserver.config.ServingConfig.Golden;
import dev.slipway.modelserver.config.ServingConfig.ResponseCache;
import dev.slipway.modelserver.grpc.GrpcServer;
import dev.slipway.modelserver.grpc.GrpcWarmup;
import dev.slipway.modelserver.http.GoldenRequests;
import dev.slipway.modelserver.http.InferenceServer;
import dev.slipway.modelserver.http.Observability;
import dev.slipway.modelserver.http.PathWarmup;
import dev.slipway.modelserver.http.SignatureExample;
import dev.slipway.modelserver.inference.BatchPlan;
import dev.slipway.modelserver.inference.CachedInference;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.LearnedBatches;
import dev.slipway.modelserver.inference.LocalInference;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.predictionlog.LogExposition;
import dev.slipway.modelserver.predictionlog.PredictionLog;
import dev.slipway.modelserver.predictionlog.RecordedInference;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.modelserver.telemetry.TelemetrySettings;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.grpc.GrpcListener;
import dev.slipway.workload.lifecycle.Drain;
import dev.slipway.workload.lifecycle.DrainableListener;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.lifecycle.TerminationSignal;
import dev.slipway.workload.process.Serving;
import dev.slipway.workload.process.ServingProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The serving process: wait for the model, listen, wait for the end, drain. */
final class ModelServing implements Serving {
    private static final Logger LOG = Logger.getLogger(ModelServing.class);
    /** The code around a cheap model is a large part of a run, and slow until it is compiled. */
    private static final long CHEAP_NANOS = 1_000_000;

    private static final List<Duration> UNTIL_COMPILED = List.of(Duration.ofSeconds(4), Duration.ofSeconds(16));

    /** How long the prediction log may write after the drain: the pod has 30 s in all. */
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(4);

    private final Launch launch;
    private final Map<String, String> environment;
    private final int eventLoops;

    ModelServing(Launch launch, Map<String, String> environment) {
        this.launch = launch;
        this.environment = environment;
        this.eventLoops = ServingProcess.eventLoops(environment);
    }

    @Override
    public void run() throws FailureException, InterruptedException {
        Drain drain = Drain.fromEnvironment(environment);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops).setPreferNativeTransport(true));
        Telemetry telemetry = Telemetry.start(
                TelemetrySettings.fromEnvironment(environment, launch.config().name()),
                launch.config().name(),
                "1",
                lines -> System.out.write(lines, 0, lines.length));
        launch.metricSources().add(telemetry);
        WarmModel warm = launch.awaitModel();
        InferenceService local = new LocalInference(warm, launch.config(), launch.metrics());
        ResponseCache cache = launch.config().serving().responseCache();
        InferenceService cached = cache.ttl().isZero() ? local : new CachedInference(local, cache, launch.metrics());
        Optional<Golden> golden = launch.config().serving().golden();
        if (golden.isPresent()) {
            GoldenRequests.check(golden.get(), launch.config(), warm, local);
        }
        Optional<PredictionLog> log = launch.config().predictionLog().map(config -> predictionLog(warm, config));
        // Outside of the cache: a request that it answers is recorded as well.
        InferenceService service = log.isPresent() ? new RecordedInference(cached, log.get()) : cached;
        PathWarmup.run(vertx, launch.config(), warm, warmupNanos());
        GrpcWarmup.run(launch.config(), warm, warmupNanos());
        Optional<Explainer> explainer = explainer(warm, local);
        InferenceServer server = InferenceServer.of(
                vertx,
                launch.config(),
                warm,
                service,
                explainer,
                launch.metrics(),
                launch.status().phase()::draining,
                new Observability(launch.metricSources(), telemetry));
        int port = server.listen(launch.ports().http(), eventLoops);
        Optional<GrpcListener> grpc = grpc(warm, service, explainer, telemetry);
        TerminationSignal signal = TerminationSignal.listen();
        announce(warm, port);
        launch.status().phase().enter(Phase.READY);
        Thread.ofPlatform().name("learning").daemon().start(() -> learn(warm));
        signal.await();
        LOG.info("draining");
        List<DrainableListener> listeners = new ArrayList<>(List.of(server));
        grpc.ifPresent(listeners::add);
        drain.run(launch.status().phase(), listeners);
        if (log.isPresent()) {
            log.get().close(LONGEST_FLUSH);
        }
        telemetry.close();
        LOG.info("drained");
    }

    /** What no start has to wait for. */
    private void learn(WarmModel warm) {
        try {
            String digest = launch.awaitDigest();
            BatchPlan plan = warm.batches().learn(LearnedBatches.Rest.FOR_REQUESTS);
            LOG.infof("%s: %s", digest, plan.reason());
            if (plan.curve().nanos(1) < CHEAP_NANOS) {
                for (Duration pause : UNTIL_COMPILED) {
                    Thread.sleep(pause);
                    LOG.info(warm.batches()
                            .learn(LearnedBatches.Rest.FOR_REQUESTS)
                            .reason());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Explainer> explainer(WarmModel warm, InferenceService model) throws FailureException {
        List<InferenceRequest> golden = new ArrayList<>();
        try {
            if (launch.config().serving().golden().isPresent()) {
                golden.addAll(GoldenRequests.requests(
                        launch.config().serving().golden().get(), launch.config(), warm));
            }
            return Explainer.of(
                    model,
                    warm,
                    launch.config(),
                    launch.modelFile(),
                    golden.stream().map(InferenceRequest::inputs).toList());
        } finally {
            golden.forEach(InferenceRequest::close);
        }
    }

    private PredictionLog predictionLog(WarmModel warm, PredictionLogConfig config) {
        PredictionLog log = PredictionLog.start(
                config,
                launch.config().model().signature(),
                warm.model().signature(),
                launch.status().revision());
        launch.status().recordedBy(log::json);
        launch.metricSources().add(new LogExposition(launch.config().name(), log));
        return log;
    }

    private Optional<GrpcListener> grpc(
            WarmModel warm, InferenceService service, Optional<Explainer> explainer, Telemetry telemetry)
            throws FailureException, InterruptedException {
        if (!launch.config().protocols().grpc()) {
            return Optional.empty();
        }
        GrpcListener server = GrpcServer.of(
                launch.config(),
                warm,
                service,
                explainer,
                launch.metrics(),
                () -> !launch.status().phase().draining(),
                telemetry);
        int port = server.listen(launch.ports().grpc(), eventLoops);
        LOG.infof("gRPC on port %d", port);
        return Optional.of(server);
    }

    /** For each protocol. Longer where the image is made: its ahead-of-time cache then knows what a busy server does. */
    private static long warmupNanos() {
        return TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("slipway.warmup.millis", 50));
    }

    private void announce(WarmModel warm, int port) {
        String name = launch.config().name();
        LOG.infof(
                "serving %s on port %d, %d µs a run, %d ms after the process began",
                name, port, warm.nanosPerRun() / 1000, ServingProcess.millisSinceStart());
        if (launch.byHand()) {
            String url = "http://localhost:" + port + "/v2/models/" + name + "/infer";
            System.out.println(url + "   try: curl -s " + url + " -d '"
                    + SignatureExample.v2(warm.model().signature(), warm.exampleValue()) + "'");
        }
    }
}

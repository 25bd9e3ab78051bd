package dev.slipway.modelserver.http;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.DeclaredInput;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Protocols;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.config.ServingConfig;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.config.ServingConfig.Golden;
import dev.slipway.modelserver.config.ServingConfig.Queue;
import dev.slipway.modelserver.config.ServingConfig.ResponseCache;
import dev.slipway.modelserver.convert.ModelConversion;
import dev.slipway.modelserver.enrichment.FeatureInputs;
import dev.slipway.modelserver.inference.CachedInference;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.LearnedBatches;
import dev.slipway.modelserver.inference.LocalInference;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.MachineMetrics;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.metrics.PrometheusExposition;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.workload.metrics.MetricSources;
import dev.slipway.workload.metrics.RuntimeMetrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real listener on a free port in front of a real model. */
final class ServerFixture implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final ModelMetrics metrics = new ModelMetrics();
    final AtomicBoolean draining = new AtomicBoolean();
    final int port;
    private final Vertx vertx = Vertx.vertx();
    private final OnnxModel model;
    private final WarmModel warm;
    private final LocalInference service;
    private final InferenceServer server;
    private final Telemetry telemetry;

    private ServerFixture(ModelServerConfig given, Path file) throws Exception {
        this(given, file, Telemetry.off(), 10);
    }

    private ServerFixture(ModelServerConfig given, Path file, Telemetry telemetry, int headSeconds) throws Exception {
        this(given, file, telemetry, headSeconds, RequestMemory.unbounded());
    }

    private ServerFixture(
            ModelServerConfig given, Path file, Telemetry telemetry, int headSeconds, RequestMemory memory)
            throws Exception {
        this.telemetry = telemetry;
        model = OnnxModel.load(file, given.threads());
        ModelServerConfig config =
                FeatureInputs.named(given.withColumns(ModelConversion.INPUT, model.columns()), model.signature());
        warm = WarmModel.warm(model, 8, config.serving().batching(), memory);
        service = new LocalInference(warm, config, metrics);
        Optional<Explainer> explainer = Explainer.of(service, warm, config, file, golden(config, warm));
        Observability watched = new Observability(sources(config, memory), telemetry);
        ResponseCache cache = config.serving().responseCache();
        InferenceService cached = cache.ttl().isZero() ? service : new CachedInference(service, cache, metrics);
        server = InferenceServer.of(vertx, config, warm, cached, explainer, metrics, draining::get, watched);
        port = server.listen(0, 1, headSeconds);
    }

    private static List<List<TensorInput>> golden(ModelServerConfig config, WarmModel warm) throws Exception {
        Optional<Golden> golden = config.serving().golden();
        return golden.isEmpty()
                ? List.of()
                : GoldenRequests.requests(golden.get(), config, warm).stream()
                        .map(InferenceRequest::inputs)
                        .toList();
    }

    static ServerFixture of(String model) throws Exception {
        return of(model, List.of(), Limits.DEFAULT);
    }

    static ServerFixture of(String model, List<String> columns, Limits limits) throws Exception {
        Signature signature = new Signature(List.of(new DeclaredInput("x", Optional.empty(), columns)), List.of());
        Model source = new Model(
                "file:///unused",
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                signature);
        ModelServerConfig config = new ModelServerConfig(
                model, source, Protocols.DEFAULT, Threads.DEFAULT, 8, limits, ServingConfig.DEFAULT);
        return new ServerFixture(config, TestModels.path(model));
    }

    /** Completes requests with features. */
    static ServerFixture completing(String model, FeaturesConfig features) throws Exception {
        return completing(model, features, RequestMemory.unbounded());
    }

    /** The same, whose requests share this memory. */
    static ServerFixture completing(String model, FeaturesConfig features, RequestMemory memory) throws Exception {
        ModelServerConfig plain = ModelServerConfig.byHand(model, "file:///unused");
        ModelServerConfig config = new ModelServerConfig(
                model,
                plain.model(),
                plain.protocols(),
                plain.threads(),
                8,
                plain.limits(),
                plain.serving(),
                Optional.empty(),
                Optional.of(features));
        return of(config, TestModels.path(model), memory);
    }

    /** Watched from outside. */
    static ServerFixture observed(String model, Telemetry telemetry) throws Exception {
        return new ServerFixture(
                ModelServerConfig.byHand(model, "file:///unused"), TestModels.path(model), telemetry, 10);
    }

    /** Whose requests share little memory. */
    static ServerFixture withMemory(String model, RequestMemory memory) throws Exception {
        return of(ModelServerConfig.byHand(model, "file:///unused"), TestModels.path(model), memory);
    }

    /** Configured as said, whose requests share this memory. */
    static ServerFixture of(ModelServerConfig config, Path file, RequestMemory memory) throws Exception {
        return new ServerFixture(config, file, Telemetry.off(), 10, memory);
    }

    /** Whose clients must send their headers fast. */
    static ServerFixture impatient(String model, int headSeconds) throws Exception {
        ModelServerConfig config = ModelServerConfig.byHand(model, "file:///unused");
        return new ServerFixture(config, TestModels.path(model), Telemetry.off(), headSeconds);
    }

    private MetricSources sources(ModelServerConfig config, RequestMemory memory) {
        MetricSources sources = new MetricSources();
        sources.add(new PrometheusExposition(config.name(), "1", metrics));
        sources.add(new RuntimeMetrics());
        sources.add(new MachineMetrics());
        sources.add(memory);
        sources.add(telemetry);
        return sources;
    }

    static ServerFixture of(String name, Path file) throws Exception {
        return new ServerFixture(ModelServerConfig.byHand(name, "file:///unused"), file);
    }

    /** A server that keeps answers. */
    static ServerFixture caching(String model) throws Exception {
        ResponseCache cache = new ResponseCache(Duration.ofHours(1), 1 << 20);
        ServingConfig serving = new ServingConfig(
                List.of("CPU"), Batching.DEFAULT, Queue.DEFAULT, cache, Optional.empty(), Optional.empty());
        ModelServerConfig plain = ModelServerConfig.byHand(model, "file:///unused");
        ModelServerConfig config = new ModelServerConfig(
                model, plain.model(), plain.protocols(), plain.threads(), 8, plain.limits(), serving);
        return new ServerFixture(config, TestModels.path(model));
    }

    /** A server that explains. */
    static ServerFixture of(Path file, Explain explain) throws Exception {
        return of(file, explain, Optional.empty());
    }

    /** The same with known requests. */
    static ServerFixture of(Path file, Explain explain, Optional<Golden> golden) throws Exception {
        ServingConfig serving = new ServingConfig(
                List.of("CPU"), Batching.DEFAULT, Queue.DEFAULT, ResponseCache.OFF, golden, Optional.of(explain));
        ModelServerConfig plain = ModelServerConfig.byHand("m", "file:///unused");
        ModelServerConfig config = new ModelServerConfig(
                "m", plain.model(), plain.protocols(), plain.threads(), 8, plain.limits(), serving);
        return new ServerFixture(config, file);
    }

    /** From here on it knows which requests may share a run. */
    void learn() throws InterruptedException {
        warm.batches().learn(LearnedBatches.Rest.NONE);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    CompletableFuture<HttpResponse<String>> postAsync(String path, String body) {
        return CLIENT.sendAsync(
                request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
        service.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        model.close();
        telemetry.close();
    }
}

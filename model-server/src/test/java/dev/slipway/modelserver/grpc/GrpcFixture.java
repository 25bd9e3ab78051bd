package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.config.ServingConfig;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Mode;
import dev.slipway.modelserver.config.ServingConfig.Queue;
import dev.slipway.modelserver.config.ServingConfig.ResponseCache;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.LocalInference;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.workload.grpc.GrpcListener;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real listener on a free port in front of a real model. */
final class GrpcFixture implements AutoCloseable {
    final ModelMetrics metrics = new ModelMetrics();
    final AtomicBoolean ready = new AtomicBoolean(true);
    final GrpcListener server;
    final int port;
    private final Telemetry telemetry;
    private final OnnxModel model;
    private final LocalInference service;

    GrpcFixture(String name, Limits limits) throws Exception {
        this(name, TestModels.path(name), limits, ServingConfig.DEFAULT, Telemetry.off());
    }

    /** One in which requests may wait for an hour, each for a run of its own. */
    static GrpcFixture patient(String name) throws Exception {
        ServingConfig serving = new ServingConfig(
                List.of("CPU"),
                new Batching(Mode.Off, 1, Duration.ZERO),
                new Queue(Duration.ofHours(1)),
                ResponseCache.OFF,
                Optional.empty(),
                Optional.empty());
        return new GrpcFixture(name, TestModels.path(name), Limits.DEFAULT, serving, Telemetry.off());
    }

    /** One whose requests share little memory. */
    static GrpcFixture withMemory(String name, RequestMemory memory) throws Exception {
        return new GrpcFixture(
                name, TestModels.path(name), Limits.DEFAULT, ServingConfig.DEFAULT, Telemetry.off(), memory);
    }

    GrpcFixture(String name, Path file, Limits limits, ServingConfig serving, Telemetry telemetry) throws Exception {
        this(name, file, limits, serving, telemetry, RequestMemory.unbounded());
    }

    private GrpcFixture(
            String name, Path file, Limits limits, ServingConfig serving, Telemetry telemetry, RequestMemory memory)
            throws Exception {
        this.telemetry = telemetry;
        ModelServerConfig defaults = ModelServerConfig.byHand(name, "file:///unused");
        ModelServerConfig config = new ModelServerConfig(
                name,
                defaults.model(),
                defaults.protocols(),
                defaults.threads(),
                defaults.warmupRequests(),
                limits,
                serving);
        model = OnnxModel.load(file, config.threads());
        WarmModel warm = WarmModel.warm(model, 8, config.serving().batching(), memory);
        service = new LocalInference(warm, config, metrics);
        Optional<Explainer> explainer = Explainer.of(service, warm, config, file, List.of());
        server = GrpcServer.of(config, warm, service, explainer, metrics, ready::get, telemetry);
        port = server.listen(0, 1);
    }

    @Override
    public void close() {
        server.stopAccepting();
        server.close();
        service.close();
        model.close();
        telemetry.close();
    }

    /** A message as it is sent: not compressed, its length, its bytes. */
    static byte[] frame(byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }
}

package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.inference.LocalInference;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.OnnxModel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real listener on a free port in front of a real model. */
final class GrpcFixture implements AutoCloseable {
    final ModelMetrics metrics = new ModelMetrics();
    final AtomicBoolean ready = new AtomicBoolean(true);
    final GrpcServer server;
    final int port;
    private final OnnxModel model;
    private final LocalInference service;

    GrpcFixture(String name, Limits limits) throws Exception {
        ModelServerConfig defaults = ModelServerConfig.byHand(name, "file:///unused");
        ModelServerConfig config = new ModelServerConfig(
                name,
                defaults.model(),
                defaults.protocols(),
                defaults.threads(),
                defaults.warmupRequests(),
                limits,
                defaults.serving());
        model = OnnxModel.load(TestModels.path(name), config.threads());
        WarmModel warm = WarmModel.warm(model, 8, config.serving().batching());
        service = new LocalInference(warm, config, metrics);
        server = GrpcServer.of(config, warm, service, metrics, ready::get);
        port = server.listen(0, 1);
    }

    @Override
    public void close() {
        server.stopAccepting();
        server.close();
        service.close();
        model.close();
    }
}

package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.grpc.proto.GrpcServiceProto;
import dev.slipway.modelserver.inference.ClassLabels;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.workload.grpc.GrpcListener;
import dev.slipway.workload.grpc.HealthMethods;
import dev.slipway.workload.grpc.MessageLimits;
import dev.slipway.workload.grpc.Methods;
import dev.slipway.workload.grpc.ReflectionMethods;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The gRPC side of the server: its methods on a listener. */
public final class GrpcServer {
    private GrpcServer() {}

    /** A listener of a warmed model, not listening yet. */
    public static GrpcListener of(
            ModelServerConfig config,
            WarmModel warm,
            InferenceService service,
            Optional<Explainer> explainer,
            ModelMetrics metrics,
            BooleanSupplier ready,
            Telemetry telemetry) {
        ModelSignature signature = warm.model().signature();
        ClassLabels labels = new ClassLabels(signature, config.model().signature());
        ServedModel model = new ServedModel(config.name(), "1", signature, warm.pool(), labels);
        Inferring.Shared shared = new Inferring.Shared(
                model,
                new InferResponseWriter(model),
                service,
                explainer,
                metrics,
                config.limits().maxInFlight());
        Methods methods = new Methods(Unserved::explain);
        new InferenceMethods(shared, ready).addTo(methods);
        new HealthMethods(Set.of(InferenceMethods.SERVICE, model.name()), ready).addTo(methods);
        new ReflectionMethods(List.of(GrpcServiceProto.getDescriptor())).addTo(methods);
        return new GrpcListener(
                methods,
                headers -> ObservedCall.begin(telemetry, headers),
                new MessageLimits(
                        config.limits().maxMessageBytes(),
                        warm.memory().bodies(),
                        warm.memory().answers()));
    }
}

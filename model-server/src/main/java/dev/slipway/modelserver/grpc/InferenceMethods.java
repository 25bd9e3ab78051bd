package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.grpc.proto.ModelConfigRequest;
import dev.slipway.modelserver.grpc.proto.ModelConfigResponse;
import dev.slipway.modelserver.grpc.proto.ModelMetadataRequest;
import dev.slipway.modelserver.grpc.proto.ModelMetadataResponse;
import dev.slipway.modelserver.grpc.proto.ModelReadyRequest;
import dev.slipway.modelserver.grpc.proto.ModelReadyResponse;
import dev.slipway.modelserver.grpc.proto.ModelStatisticsRequest;
import dev.slipway.modelserver.grpc.proto.ModelStatisticsResponse;
import dev.slipway.modelserver.grpc.proto.ServerLiveRequest;
import dev.slipway.modelserver.grpc.proto.ServerLiveResponse;
import dev.slipway.modelserver.grpc.proto.ServerMetadataRequest;
import dev.slipway.modelserver.grpc.proto.ServerMetadataResponse;
import dev.slipway.modelserver.grpc.proto.ServerReadyRequest;
import dev.slipway.modelserver.grpc.proto.ServerReadyResponse;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.ServedAs;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.grpc.Methods;
import java.util.function.BooleanSupplier;

/** The methods that tell about the server and its model, and the two that run it. */
final class InferenceMethods {
    /** The service of the Open Inference Protocol. */
    static final String SERVICE = "inference.GRPCInferenceService";

    private final Inferring.Shared shared;
    private final ServedModel model;
    private final BooleanSupplier ready;
    private final ModelDescription description;

    InferenceMethods(Inferring.Shared shared, BooleanSupplier ready) {
        this.shared = shared;
        this.model = shared.model();
        this.ready = ready;
        this.description = new ModelDescription(model);
    }

    void addTo(Methods methods) {
        methods.with(SERVICE, "ModelInfer", call -> new InferHandler(shared, call))
                .with(SERVICE, "ModelStreamInfer", call -> new InferStreamHandler(shared, call))
                .with(SERVICE, "ServerLive", call -> Failures.unary(call, ServerLiveRequest.parser(), this::live))
                .with(
                        SERVICE,
                        "ServerReady",
                        call -> Failures.unary(call, ServerReadyRequest.parser(), this::serverReady))
                .with(
                        SERVICE,
                        "ServerMetadata",
                        call -> Failures.unary(call, ServerMetadataRequest.parser(), this::server))
                .with(SERVICE, "ModelReady", call -> Failures.unary(call, ModelReadyRequest.parser(), this::modelReady))
                .with(
                        SERVICE,
                        "ModelMetadata",
                        call -> Failures.unary(call, ModelMetadataRequest.parser(), this::metadata))
                .with(SERVICE, "ModelConfig", call -> Failures.unary(call, ModelConfigRequest.parser(), this::config))
                .with(
                        SERVICE,
                        "ModelStatistics",
                        call -> Failures.unary(call, ModelStatisticsRequest.parser(), this::statistics));
        new RepositoryMethods(model, ready).addTo(methods);
    }

    private ServerLiveResponse live(ServerLiveRequest request) {
        return ServerLiveResponse.newBuilder().setLive(true).build();
    }

    private ServerReadyResponse serverReady(ServerReadyRequest request) {
        return ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build();
    }

    private ServerMetadataResponse server(ServerMetadataRequest request) {
        String version = GrpcServer.class.getPackage().getImplementationVersion();
        return ServerMetadataResponse.newBuilder()
                .setName(ServedAs.SERVER)
                .setVersion(version == null ? "development" : version)
                .addAllExtensions(ServedAs.EXTENSIONS)
                .build();
    }

    private ModelReadyResponse modelReady(ModelReadyRequest request) throws RequestException {
        known(request.getName(), request.getVersion());
        return ModelReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build();
    }

    private ModelMetadataResponse metadata(ModelMetadataRequest request) throws RequestException {
        known(request.getName(), request.getVersion());
        ModelMetadataResponse.Builder answer = ModelMetadataResponse.newBuilder()
                .setName(model.name())
                .addVersions(model.version())
                .setPlatform(ServedAs.PLATFORM);
        model.signature().inputs().forEach(input -> answer.addInputs(tensor(input)));
        model.signature().outputs().forEach(output -> answer.addOutputs(tensor(output)));
        return answer.build();
    }

    private static ModelMetadataResponse.TensorMetadata tensor(TensorSpec tensor) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(tensor.name())
                .setDatatype(tensor.datatype().name())
                .addAllShape(tensor.shape())
                .build();
    }

    private ModelConfigResponse config(ModelConfigRequest request) throws RequestException {
        known(request.getName(), request.getVersion());
        return ModelConfigResponse.newBuilder().setConfig(description.config()).build();
    }

    private ModelStatisticsResponse statistics(ModelStatisticsRequest request) throws RequestException {
        String name = request.getName().isEmpty() ? model.name() : request.getName();
        known(name, request.getVersion());
        return ModelStatisticsResponse.newBuilder()
                .addModelStats(description.statistics(shared.metrics().statistics()))
                .build();
    }

    private void known(String name, String version) throws RequestException {
        if (!model.is(name, version)) {
            throw RequestException.notFound("%s", model.unknown(name, version));
        }
    }
}

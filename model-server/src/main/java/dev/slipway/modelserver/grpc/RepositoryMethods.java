package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.grpc.proto.RepositoryIndexRequest;
import dev.slipway.modelserver.grpc.proto.RepositoryIndexResponse;
import dev.slipway.modelserver.grpc.proto.RepositoryModelLoadRequest;
import dev.slipway.modelserver.grpc.proto.RepositoryModelLoadResponse;
import dev.slipway.modelserver.grpc.proto.RepositoryModelUnloadRequest;
import dev.slipway.modelserver.grpc.proto.RepositoryModelUnloadResponse;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.ServedAs;
import dev.slipway.workload.grpc.Methods;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The repository extension in both of its dialects. A pod serves the one model of its ModelDeployment: loading it again
 * changes nothing and is granted; unloading it, or loading it with another configuration or other files, is refused.
 */
final class RepositoryMethods {
    private final ServedModel model;
    private final BooleanSupplier ready;

    RepositoryMethods(ServedModel model, BooleanSupplier ready) {
        this.model = model;
        this.ready = ready;
    }

    void addTo(Methods methods) {
        methods.with(
                        InferenceMethods.SERVICE,
                        "RepositoryIndex",
                        call -> Failures.unary(call, RepositoryIndexRequest.parser(), this::index))
                .with(
                        InferenceMethods.SERVICE,
                        "RepositoryModelLoad",
                        call -> Failures.unary(call, RepositoryModelLoadRequest.parser(), this::load))
                .with(
                        InferenceMethods.SERVICE,
                        "RepositoryModelUnload",
                        call -> Failures.unary(call, RepositoryModelUnloadRequest.parser(), this::unload));
    }

    private RepositoryIndexResponse index(RepositoryIndexRequest request) throws RequestException {
        if (!request.getRepositoryName().isEmpty()) {
            throw RequestException.unsupported("There are no named repositories here; leave repository_name empty.");
        }
        RepositoryIndexResponse.Builder answer = RepositoryIndexResponse.newBuilder();
        boolean serves = ready.getAsBoolean();
        if (serves || !request.getReady()) {
            answer.addModels(RepositoryIndexResponse.ModelIndex.newBuilder()
                    .setName(model.name())
                    .setVersion(model.version())
                    .setState(serves ? "READY" : "UNAVAILABLE")
                    .setReason(serves ? "" : ServedAs.DRAINING));
        }
        return answer.build();
    }

    private RepositoryModelLoadResponse load(RepositoryModelLoadRequest request) throws RequestException {
        String name = wanted(request.getRepositoryName(), request.getModelName());
        refuseParameters(request.getParametersMap());
        return RepositoryModelLoadResponse.newBuilder()
                .setModelName(name)
                .setIsLoaded(true)
                .build();
    }

    private RepositoryModelUnloadResponse unload(RepositoryModelUnloadRequest request) throws RequestException {
        String name = wanted(request.getRepositoryName(), request.getModelName());
        throw RequestException.unsupported(
                "The model '%s' cannot be unloaded: it is what this server is for; delete its ModelDeployment.", name);
    }

    /** Triton and MLServer name the model in field 2; KServe does in field 1, which is Triton's repository. */
    private String wanted(String first, String second) throws RequestException {
        if (first.isEmpty() != second.isEmpty() && (first + second).equals(model.name())) {
            return model.name();
        }
        if (!first.isEmpty() && !second.isEmpty()) {
            throw RequestException.unsupported("There are no named repositories here; leave repository_name empty.");
        }
        throw RequestException.notFound("%s", model.unknown(first.isEmpty() ? second : first, ""));
    }

    private static void refuseParameters(Map<String, ?> parameters) throws RequestException {
        if (!parameters.isEmpty()) {
            throw RequestException.unsupported(
                    "A model cannot be loaded with the parameter '%s'; change its ModelDeployment.",
                    ServedModel.shorten(parameters.keySet().iterator().next()));
        }
    }
}

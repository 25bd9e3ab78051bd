package dev.slipway.modelserver.config;

import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one pod serves and how. The operator renders it into a ConfigMap; by hand it is made from the command line.
 * Everything but {@code name} and {@code model.uri} has a default.
 *
 * @param name the model's name in every URL
 * @param model where the model is and what it must be
 * @param protocols which protocols answer
 * @param threads ONNX Runtime's threads
 * @param warmupRequests how often the model runs before the server is ready
 * @param limits what a client may ask for
 * @param serving how the model is run and how requests wait for it
 * @param predictionLog where answers are recorded, if anywhere
 * @param features what requests are completed with, if with anything
 */
public record ModelServerConfig(
        String name,
        Model model,
        Protocols protocols,
        Threads threads,
        int warmupRequests,
        Limits limits,
        ServingConfig serving,
        Optional<PredictionLogConfig> predictionLog,
        Optional<FeaturesConfig> features) {

    /** A server that completes no requests. */
    public ModelServerConfig(
            String name,
            Model model,
            Protocols protocols,
            Threads threads,
            int warmupRequests,
            Limits limits,
            ServingConfig serving,
            Optional<PredictionLogConfig> predictionLog) {
        this(name, model, protocols, threads, warmupRequests, limits, serving, predictionLog, Optional.empty());
    }

    /** A server without a prediction log. */
    public ModelServerConfig(
            String name,
            Model model,
            Protocols protocols,
            Threads threads,
            int warmupRequests,
            Limits limits,
            ServingConfig serving) {
        this(name, model, protocols, threads, warmupRequests, limits, serving, Optional.empty());
    }

    /** The same, with the names that the model itself has for the columns of its input; declared ones go before them. */
    public ModelServerConfig withColumns(String input, List<String> columns) {
        Signature signature = model.signature();
        boolean useless = columns.isEmpty() || Set.copyOf(columns).size() < columns.size();
        if (useless || !signature.columnsOf(input).isEmpty()) {
            return this;
        }
        Model named = new Model(
                model.uri(),
                model.format(),
                model.digest(),
                model.secretName(),
                model.credentialsDirectory(),
                model.registry(),
                signature.withColumns(input, columns));
        return new ModelServerConfig(
                name, named, protocols, threads, warmupRequests, limits, serving, predictionLog, features);
    }

    /** A server of a local file with all defaults. */
    public static ModelServerConfig byHand(String name, String uri) {
        Model model = new Model(
                uri, Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.empty(), Signature.NONE);
        return new ModelServerConfig(
                name, model, Protocols.DEFAULT, Threads.DEFAULT, 32, Limits.DEFAULT, ServingConfig.DEFAULT);
    }

    /**
     * The artifact.
     *
     * @param uri {@code http:}, {@code https:}, {@code s3:}, {@code mlflow:} or {@code file:}
     * @param format {@code onnx}, {@code xgboost} or {@code lightgbm}, when the file must be one of them
     * @param digest {@code sha256:} and 64 hexadecimal digits, when the bytes are pinned
     * @param secretName the Secret's name, for messages only
     * @param credentialsDirectory where that Secret is mounted, when there is one
     * @param registry the MLflow server that knows {@code mlflow:} URIs
     * @param signature what the user says that the file holds
     */
    public record Model(
            String uri,
            Optional<String> format,
            Optional<String> digest,
            String secretName,
            Optional<String> credentialsDirectory,
            Optional<Registry> registry,
            Signature signature) {}

    /**
     * An MLflow tracking server.
     *
     * @param url its base address
     * @param secretName the name of the Secret with its credentials, for messages only
     * @param credentialsDirectory where that Secret is mounted, when there is one
     */
    public record Registry(String url, String secretName, Optional<String> credentialsDirectory) {}

    /**
     * The declared signature; empty lists where nothing was declared.
     *
     * @param inputs tensors that the file must have
     * @param outputs likewise
     */
    public record Signature(List<DeclaredInput> inputs, List<DeclaredOutput> outputs) {
        /** Nothing declared. */
        public static final Signature NONE = new Signature(List.of(), List.of());

        Signature withColumns(String input, List<String> columns) {
            List<DeclaredInput> all = new ArrayList<>(inputs);
            all.removeIf(declared -> declared.name().equals(input));
            Optional<TensorSpec> tensor = inputs.stream()
                    .filter(declared -> declared.name().equals(input))
                    .findFirst()
                    .flatMap(DeclaredInput::tensor);
            all.add(new DeclaredInput(input, tensor, columns));
            return new Signature(List.copyOf(all), outputs);
        }

        /** The names of the columns of an input, empty when none are declared. */
        public List<String> columnsOf(String input) {
            return inputs.stream()
                    .filter(declared -> declared.name().equals(input))
                    .findFirst()
                    .map(DeclaredInput::columns)
                    .orElse(List.of());
        }
    }

    /**
     * A declared input.
     *
     * @param name the tensor's name
     * @param tensor datatype and shape, when they are declared
     * @param columns names of the last dimension's entries, or empty
     */
    public record DeclaredInput(String name, Optional<TensorSpec> tensor, List<String> columns) {}

    /**
     * A declared output.
     *
     * @param name the tensor's name
     * @param labels names of the classes, or empty
     */
    public record DeclaredOutput(String name, List<String> labels) {}

    /**
     * Which protocols answer.
     *
     * @param v1 KServe V1
     * @param v2 Open Inference Protocol
     * @param grpc Open Inference Protocol over gRPC, on its own port
     */
    public record Protocols(boolean v1, boolean v2, boolean grpc) {
        /** All. */
        public static final Protocols DEFAULT = new Protocols(true, true, true);
    }

    /**
     * ONNX Runtime's threads. One each by default: on a shared machine, requests beside each other beat threads inside
     * one request, and spinning threads starve the event loops.
     *
     * @param intraOp threads inside one operator
     * @param interOp operators beside each other
     */
    public record Threads(int intraOp, int interOp) {
        /** One each. */
        public static final Threads DEFAULT = new Threads(1, 1);
    }

    /**
     * Bounds that keep a client from hurting others.
     *
     * @param maxBodyBytes a longer body is answered 413 unread
     * @param maxInFlight requests between their headers and their answer; more are answered 429 at once
     * @param maxMessageBytes a longer message of gRPC is answered RESOURCE_EXHAUSTED
     */
    public record Limits(int maxBodyBytes, int maxInFlight, int maxMessageBytes) {
        /** Messages may be as long as bodies. */
        public Limits(int maxBodyBytes, int maxInFlight) {
            this(maxBodyBytes, maxInFlight, maxBodyBytes);
        }

        /** 16 MiB, 256. */
        public static final Limits DEFAULT = new Limits(16 << 20, 256);
    }
}

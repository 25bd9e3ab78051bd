package dev.slipway.modelserver.config;

import dev.slipway.modelserver.config.ModelServerConfig.DeclaredInput;
import dev.slipway.modelserver.config.ModelServerConfig.DeclaredOutput;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Protocols;
import dev.slipway.modelserver.config.ModelServerConfig.Registry;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration as read from its file, with the hash by which the operator knows that this very document is in
 * force.
 *
 * @param config the validated content
 * @param hash {@code sha256:} of the file's bytes
 */
public record ConfigFile(ModelServerConfig config, String hash) {
    private static final List<String> FORMATS = List.of("onnx", "xgboost", "lightgbm");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Reads the file that {@code SLIPWAY_CONFIG} names, or {@code /etc/slipway/model-server.json}. */
    public static ConfigFile fromEnvironment(Map<String, String> environment) throws FailureException {
        return read(Path.of(environment.getOrDefault("SLIPWAY_CONFIG", "/etc/slipway/model-server.json")));
    }

    /** Reads and validates one file. */
    public static ConfigFile read(Path file) throws FailureException {
        return of(ConfigDocument.read(file));
    }

    /**
     * Reads a document without {@code name} and {@code model.uri}, which the command line gives.
     *
     * @param settings the file
     */
    public static ConfigFile byHand(Path settings, String name, String uri) throws FailureException {
        ConfigDocument document = ConfigDocument.read(settings);
        return new ConfigFile(read(ConfigNode.root(completed(document.root(), name, uri))), document.hash());
    }

    /** Validates a document. */
    public static ConfigFile parse(byte[] bytes) throws FailureException {
        return of(ConfigDocument.parse(bytes));
    }

    private static ConfigFile of(ConfigDocument document) throws FailureException {
        return new ConfigFile(read(document.root()), document.hash());
    }

    private static Map<String, Object> completed(ConfigNode settings, String name, String uri) throws FailureException {
        Map<String, Object> whole = new LinkedHashMap<>(settings.fields());
        Map<String, Object> model = new LinkedHashMap<>();
        settings.object("model").ifPresent(given -> model.putAll(given.fields()));
        put(whole, "name", name, "$.name");
        put(model, "uri", uri, "$.model.uri");
        whole.put("model", model);
        return whole;
    }

    private static void put(Map<String, Object> fields, String field, String value, String path)
            throws FailureException {
        if (fields.put(field, value) != null) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration has %s, which the command line gives (--name, --model); leave it out."
                            .formatted(path));
        }
    }

    private static ModelServerConfig read(ConfigNode root) throws FailureException {
        List<String> known = new ArrayList<>(List.of("name", "model", "protocols", "threads", "warmup", "limits"));
        known.addAll(ServingConfig.FIELDS);
        known.add("predictionLog");
        known.add("features");
        root.only(known.toArray(String[]::new));
        return new ModelServerConfig(
                modelName(root),
                model(root),
                protocols(root),
                threads(root),
                warmup(root),
                limits(root),
                ServingConfig.of(root),
                PredictionLogConfig.read(root),
                FeaturesConfig.read(root));
    }

    /** Whether a model may have this name: it stands in URLs and labels. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static String modelName(ConfigNode root) throws FailureException {
        String name = root.string("name");
        if (!isName(name)) {
            throw root.refuse("name", "letters, digits, '.', '_' and '-', at most 253, a letter or digit at both ends");
        }
        return name;
    }

    private static Model model(ConfigNode root) throws FailureException {
        ConfigNode node = root.object("model").orElseThrow(() -> root.refuse("model", "an object"));
        node.only("uri", "format", "digest", "secretName", "credentialsDirectory", "registry", "signature");
        Optional<String> format = node.optionalString("format");
        if (format.isPresent() && !FORMATS.contains(format.get())) {
            throw node.refuse("format", "\"onnx\", \"xgboost\" or \"lightgbm\"");
        }
        Optional<String> digest = node.optionalString("digest");
        if (digest.isPresent() && !SHA256.matcher(digest.get()).matches()) {
            throw node.refuse("digest", "\"sha256:\" and 64 lower-case hexadecimal digits");
        }
        return new Model(
                node.string("uri"),
                format,
                digest,
                node.optionalString("secretName").orElse(""),
                node.optionalString("credentialsDirectory"),
                registry(node),
                signature(node));
    }

    private static Optional<Registry> registry(ConfigNode model) throws FailureException {
        Optional<ConfigNode> node = model.object("registry");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        node.get().only("url", "secretName", "credentialsDirectory");
        return Optional.of(new Registry(
                node.get().string("url"),
                node.get().optionalString("secretName").orElse(""),
                node.get().optionalString("credentialsDirectory")));
    }

    private static Signature signature(ConfigNode model) throws FailureException {
        Optional<ConfigNode> node = model.object("signature");
        if (node.isEmpty()) {
            return Signature.NONE;
        }
        node.get().only("inputs", "outputs");
        List<DeclaredInput> inputs = new ArrayList<>();
        for (ConfigNode input : node.get().objects("inputs")) {
            input.only("name", "datatype", "shape", "columns");
            inputs.add(new DeclaredInput(input.string("name"), tensor(input), input.strings("columns")));
        }
        List<DeclaredOutput> outputs = new ArrayList<>();
        for (ConfigNode output : node.get().objects("outputs")) {
            output.only("name", "datatype", "shape", "labels");
            outputs.add(new DeclaredOutput(output.string("name"), output.strings("labels")));
        }
        return new Signature(List.copyOf(inputs), List.copyOf(outputs));
    }

    private static Optional<TensorSpec> tensor(ConfigNode input) throws FailureException {
        Optional<String> datatype = input.optionalString("datatype");
        if (datatype.isEmpty() || !input.has("shape")) {
            return Optional.empty();
        }
        DataType type = DataType.named(datatype.get())
                .orElseThrow(() -> input.refuse("datatype", "a datatype of the Open Inference Protocol, as FP32"));
        return Optional.of(new TensorSpec(input.string("name"), type, input.integers("shape", -1)));
    }

    private static Protocols protocols(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("protocols");
        if (node.isEmpty()) {
            return Protocols.DEFAULT;
        }
        node.get().only("v1", "v2", "grpc");
        return new Protocols(
                node.get().bool("v1", true),
                node.get().bool("v2", true),
                node.get().bool("grpc", true));
    }

    private static Threads threads(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("threads");
        if (node.isEmpty()) {
            return Threads.DEFAULT;
        }
        node.get().only("intraOp", "interOp");
        return new Threads(node.get().integer("intraOp", 1, 1, 1024), node.get().integer("interOp", 1, 1, 1024));
    }

    private static int warmup(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("warmup");
        return node.isEmpty() ? 32 : node.get().only("requests").integer("requests", 32, 0, 100_000);
    }

    private static Limits limits(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("limits");
        if (node.isEmpty()) {
            return Limits.DEFAULT;
        }
        node.get().only("maxBodyBytes", "maxInFlight", "maxMessageBytes");
        int maxBodyBytes = node.get().integer("maxBodyBytes", Limits.DEFAULT.maxBodyBytes(), 1024, 1 << 30);
        return new Limits(
                maxBodyBytes,
                node.get().integer("maxInFlight", Limits.DEFAULT.maxInFlight(), 1, 100_000),
                node.get().integer("maxMessageBytes", maxBodyBytes, 1024, 1 << 30));
    }
}

package dev.slipway.modelserver.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.convert.ConvertedModel;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.precision.ChangedNodes;
import dev.slipway.modelserver.precision.Precision;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One ONNX Runtime session. Runs may overlap: a session is safe for concurrent use. */
public final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ModelSignature signature;
    private final Threads threads;
    private final ExecutionProvider provider;
    private final List<String> columns;
    private final ChangedNodes changed;
    private final OutputPlans plans = new OutputPlans();
    private final Map<String, TensorSpec> outputSpecs = new HashMap<>();

    private OnnxModel(
            OrtEnvironment environment,
            OrtSession session,
            ModelSignature signature,
            Threads threads,
            ExecutionProvider provider,
            List<String> columns,
            ChangedNodes changed) {
        this.changed = changed;
        this.columns = columns;
        this.environment = environment;
        this.provider = provider;
        this.session = session;
        this.threads = threads;
        this.signature = signature;
        for (TensorSpec output : signature.outputs()) {
            outputSpecs.put(output.name(), output);
        }
    }

    /** Loads a file for the processor; the skim must have accepted it. */
    public static OnnxModel load(Path file, Threads threads) throws FailureException {
        return load(file, threads, List.of("CPU"));
    }

    /** Loads a file for the first of these execution providers that there is. */
    public static OnnxModel load(Path file, Threads threads, List<String> providers) throws FailureException {
        return load(file, threads, providers, Precision.FP32);
    }

    /** The same in another precision. */
    public static OnnxModel load(Path file, Threads threads, List<String> providers, Precision precision)
            throws FailureException {
        Optional<ConvertedModel> converted = ConvertedFile.read(file);
        ModelSignature skimmed = OnnxFile.skim(file, converted);
        checkExternalData(file);
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        Optional<byte[]> rewritten = OnnxFile.rewritten(file, converted);
        Optional<ReducedPrecision> reduced = reduce(precision, file, rewritten, environment);
        Optional<byte[]> bytes = reduced.map(ReducedPrecision::bytes).or(() -> rewritten);
        String passedOver = "";
        for (String provider : providers) {
            try (OrtSession.SessionOptions options = options(threads)) {
                ExecutionProvider.add(provider, options);
                // The real path: weights in other files lie beside the real file, not beside a link to it.
                OrtSession session = open(environment, file.toRealPath(), bytes, options);
                checkAgreement(skimmed, session);
                ModelSignature signature =
                        skimmed.with(describe(session.getOutputInfo()), SharedDimension.of(session.getInputInfo()));
                return new OnnxModel(
                        environment,
                        session,
                        signature,
                        threads,
                        new ExecutionProvider(provider, passedOver),
                        converted.map(ConvertedModel::columns).orElse(List.of()),
                        reduced.map(ReducedPrecision::changed).orElse(ChangedNodes.NONE));
            } catch (OrtException e) {
                if (provider.equals(providers.getLast())) {
                    throw loadFailed(e);
                }
                passedOver = provider + " cannot be used: " + OrtMessage.shorten(e);
            } catch (IOException e) {
                throw new FailureException(
                        CommonReason.ArtifactNotFound, "There is no model file %s.".formatted(file), e);
            }
        }
        throw new IllegalStateException("no execution provider is asked for");
    }

    private static Optional<ReducedPrecision> reduce(
            Precision precision, Path file, Optional<byte[]> rewritten, OrtEnvironment environment)
            throws FailureException {
        if (precision == Precision.FP32) {
            return Optional.empty();
        }
        try {
            return Optional.of(ReducedPrecision.of(precision, rewritten, file.toRealPath(), environment));
        } catch (OrtException e) {
            throw loadFailed(e);
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactNotFound, "There is no model file %s.".formatted(file), e);
        }
    }

    private static void checkExternalData(Path file) throws FailureException {
        try {
            ExternalData.checkBeside(file);
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, "The model file cannot be read.", e);
        }
    }

    /** What the file calls the columns of the only input; empty for ONNX, which has no names for them. */
    public List<String> columns() {
        return columns;
    }

    /** How much of its graph computes in another precision than the file's. */
    public ChangedNodes changedNodes() {
        return changed;
    }

    /** Where it computes. */
    public ExecutionProvider executionProvider() {
        return provider;
    }

    /** Whether a run is the work of the thread that asks for it, and of nobody else. */
    public boolean computesOnCaller() {
        return provider.onProcessor() && threads.intraOp() == 1 && threads.interOp() == 1;
    }

    private static OrtSession open(
            OrtEnvironment environment, Path file, Optional<byte[]> bytes, OrtSession.SessionOptions options)
            throws OrtException {
        if (bytes.isEmpty()) {
            return environment.createSession(file.toString(), options);
        }
        options.addConfigEntry(
                "session.model_external_initializers_file_folder_path",
                String.valueOf(file.toAbsolutePath().getParent()));
        return environment.createSession(bytes.get(), options);
    }

    private static OrtSession.SessionOptions options(Threads threads) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads.intraOp());
        options.setInterOpNumThreads(threads.interOp());
        options.setExecutionMode(
                threads.interOp() > 1
                        ? OrtSession.SessionOptions.ExecutionMode.PARALLEL
                        : OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    private static FailureException loadFailed(OrtException e) {
        String message = String.valueOf(e.getMessage());
        boolean memory = message.contains("bad_alloc") || message.contains("Failed to allocate memory");
        return memory
                ? new FailureException(
                        CommonReason.OutOfMemory,
                        "The model does not fit into memory; raise resources.limits.memory.",
                        e)
                : new FailureException(
                        Reason.ModelLoadFailed, "ONNX Runtime refused the model: " + OrtMessage.shorten(e), e);
    }

    private static void checkAgreement(ModelSignature skimmed, OrtSession session)
            throws OrtException, FailureException {
        List<TensorSpec> carried = skimmed.inputs().stream()
                .map(input -> new TensorSpec(input.name(), input.datatype().carrier(), input.shape()))
                .toList();
        boolean agree = describe(session.getInputInfo()).equals(carried)
                && describe(session.getOutputInfo()).stream()
                        .map(TensorSpec::name)
                        .toList()
                        .equals(skimmed.outputs().stream().map(TensorSpec::name).toList());
        if (!agree) {
            session.close();
            throw new FailureException(
                    CommonReason.InternalError,
                    "ONNX Runtime and this server read different signatures; please report it.");
        }
    }

    /** What the session itself says of its tensors, in graph order; values that are no tensors are left out. */
    static List<TensorSpec> describe(Map<String, NodeInfo> nodes) {
        List<TensorSpec> specs = new ArrayList<>();
        nodes.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo info) {
                List<Long> shape = new ArrayList<>();
                for (long dim : info.getShape()) {
                    shape.add(dim);
                }
                DataType.ofOnnx(OrtTypeCodes.onnxCode(info.onnxType))
                        .ifPresent(type -> specs.add(new TensorSpec(name, type, shape)));
            }
        });
        return specs;
    }

    /** Inputs and outputs. */
    public ModelSignature signature() {
        return signature;
    }

    /**
     * Runs the model once.
     *
     * @param inputs one per input of the signature
     * @param outputs names of outputs, in the order of the answer
     */
    public InferenceResult run(List<TensorInput> inputs, Set<String> outputs) throws OrtException {
        @Nullable OnnxTensor[] tensors = new OnnxTensor[inputs.size()];
        try {
            Map<String, OnnxTensor> named = tensors(inputs, tensors);
            OutputPlans.Key key = new OutputPlans.Key(outputs, inputs);
            OutputPlans.Plan plan = plans.find(key);
            return plan == null ? unpinned(key, named) : pinned(key, plan, named);
        } finally {
            for (int i = 0; i < tensors.length; i++) {
                OnnxTensor tensor = tensors[i];
                if (tensor != null) {
                    inputs.get(i).release(tensor);
                }
            }
        }
    }

    private Map<String, OnnxTensor> tensors(List<TensorInput> inputs, @Nullable OnnxTensor[] into) throws OrtException {
        if (inputs.size() == 1) {
            TensorInput only = inputs.getFirst();
            OnnxTensor tensor = only.tensor(environment);
            into[0] = tensor;
            return Map.of(only.spec().name(), tensor);
        }
        Map<String, OnnxTensor> named = HashMap.newHashMap(inputs.size());
        for (int i = 0; i < into.length; i++) {
            OnnxTensor tensor = inputs.get(i).tensor(environment);
            into[i] = tensor;
            named.put(inputs.get(i).spec().name(), tensor);
        }
        return named;
    }

    private InferenceResult unpinned(OutputPlans.Key key, Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession.Result result = session.run(inputs, key.outputs())) {
            InferenceResult answer = collect(result, key.outputs());
            // ONNX Runtime leaves a pinned output untouched that is an input of the graph as well.
            if (Collections.disjoint(key.outputs(), inputs.keySet())) {
                plans.learn(key, answer.outputs());
            }
            return answer;
        }
    }

    private InferenceResult pinned(OutputPlans.Key key, OutputPlans.Plan plan, Map<String, OnnxTensor> inputs)
            throws OrtException {
        PinnedOutputs set = plan.take(environment);
        try {
            // Pinned values stay ours: closing the result would free nothing.
            session.run(inputs, set.tensors());
        } catch (OrtException e) {
            set.release();
            InferenceResult answer = unpinned(key, inputs);
            plans.forget(key);
            return answer;
        }
        return new InferenceResult(set.outputs(), () -> plan.give(set));
    }

    private InferenceResult collect(OrtSession.Result result, Set<String> outputs) throws OrtException {
        List<OutputTensor> tensors = new ArrayList<>(outputs.size());
        int index = 0;
        for (String name : outputs) {
            TensorSpec spec = Objects.requireNonNull(outputSpecs.get(name), name);
            tensors.add(OutputTensor.copyOf(spec, (OnnxTensor) result.get(index++)));
        }
        return new InferenceResult(tensors, () -> {});
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the session cannot be closed", e);
        }
    }
}

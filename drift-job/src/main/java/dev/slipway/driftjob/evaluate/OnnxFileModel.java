package dev.slipway.driftjob.evaluate;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model file in ONNX Runtime, on the CPU. */
final class OnnxFileModel implements Model {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final List<Spec> inputs;
    private final Identity identity;

    private OnnxFileModel(OrtSession session, List<Spec> inputs, Identity identity) {
        this.session = session;
        this.inputs = inputs;
        this.identity = identity;
    }

    /** Loads a file; ModelInvalid where it is no model that takes and gives tensors. */
    static OnnxFileModel load(Path file, Identity identity) throws FailureException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            // Threads that spin while they wait take the cores of whoever shares the machine.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
            List<Spec> inputs = new ArrayList<>();
            for (NodeInfo node : session.getInputInfo().values()) {
                if (!(node.getInfo() instanceof TensorInfo tensor)) {
                    throw invalid(identity, "its input " + node.getName() + " is no tensor");
                }
                inputs.add(new Spec(node.getName(), datatype(tensor.type), tensor.getShape()));
            }
            for (NodeInfo node : session.getOutputInfo().values()) {
                if (!(node.getInfo() instanceof TensorInfo)) {
                    throw invalid(
                            identity, "its output " + node.getName() + " is no tensor: export it with zipmap off");
                }
            }
            return new OnnxFileModel(session, inputs, identity);
        } catch (OrtException e) {
            throw invalid(identity, "ONNX Runtime cannot load it: " + e.getMessage());
        }
    }

    static FailureException invalid(Identity identity, String what) {
        return new FailureException(Reason.ModelInvalid, "The model %s: %s.".formatted(identity.uri(), what));
    }

    private static String datatype(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> "FP32";
            case DOUBLE -> "FP64";
            case INT8 -> "INT8";
            case INT16 -> "INT16";
            case INT32 -> "INT32";
            case INT64 -> "INT64";
            case BOOL -> "BOOL";
            case STRING -> "BYTES";
            default -> type.toString();
        };
    }

    @Override
    public List<Spec> inputs() {
        return inputs;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public List<Tensor> run(List<Tensor> tensors) throws FailureException {
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try {
            for (Tensor tensor : tensors) {
                feeds.put(tensor.name(), created(tensor));
            }
            try (OrtSession.Result result = session.run(feeds)) {
                List<Tensor> outputs = new ArrayList<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    outputs.add(read(output.getKey(), (OnnxTensor) output.getValue()));
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw invalid(identity, "it does not answer the rows: " + e.getMessage());
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor created(Tensor tensor) throws OrtException, FailureException {
        if (tensor.data() instanceof String[] texts) {
            return OnnxTensor.createTensor(environment, texts, tensor.shape());
        }
        double[] data = (double[]) tensor.data();
        return switch (tensor.datatype()) {
            case "FP32" -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats(data)), tensor.shape());
            case "FP64" -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(data), tensor.shape());
            case "INT64" ->
                OnnxTensor.createTensor(
                        environment,
                        LongBuffer.wrap(
                                Arrays.stream(data).mapToLong(d -> (long) d).toArray()),
                        tensor.shape());
            case "INT32" ->
                OnnxTensor.createTensor(
                        environment,
                        IntBuffer.wrap(
                                Arrays.stream(data).mapToInt(d -> (int) d).toArray()),
                        tensor.shape());
            default ->
                throw invalid(
                        identity,
                        "its input " + tensor.name() + " is of type " + tensor.datatype()
                                + "; FP32, FP64, INT32, INT64 and BYTES can be filled from columns");
        };
    }

    private static float[] floats(double[] data) {
        float[] floats = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            floats[i] = (float) data[i];
        }
        return floats;
    }

    private Tensor read(String name, OnnxTensor tensor) throws OrtException, FailureException {
        TensorInfo info = tensor.getInfo();
        int size = (int) info.getNumElements();
        String type = datatype(info.type);
        Object data =
                switch (info.type) {
                    case FLOAT -> doubles(tensor.getFloatBuffer(), size);
                    case DOUBLE -> {
                        double[] values = new double[size];
                        tensor.getDoubleBuffer().get(values);
                        yield values;
                    }
                    case INT64 -> {
                        long[] values = new long[size];
                        tensor.getLongBuffer().get(values);
                        yield Arrays.stream(values).mapToDouble(v -> v).toArray();
                    }
                    case INT32 -> {
                        int[] values = new int[size];
                        tensor.getIntBuffer().get(values);
                        yield Arrays.stream(values).mapToDouble(v -> v).toArray();
                    }
                    case STRING -> texts(tensor.getValue());
                    default -> throw invalid(identity, "its output " + name + " is of type " + type);
                };
        return new Tensor(name, type, info.getShape(), data);
    }

    private static double[] doubles(FloatBuffer buffer, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = buffer.get(i);
        }
        return values;
    }

    private static String[] texts(Object value) {
        if (value instanceof String[] texts) {
            return texts;
        }
        List<String> flat = new ArrayList<>();
        for (Object inner : (Object[]) value) {
            flat.addAll(List.of(texts(inner)));
        }
        return flat.toArray(String[]::new);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            System.err.println("closing " + identity.uri() + ": " + e.getMessage());
        }
    }
}

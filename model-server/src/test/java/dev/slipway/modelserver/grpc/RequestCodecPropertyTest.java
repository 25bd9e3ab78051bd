package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.grpc.proto.InferParameter;
import dev.slipway.modelserver.grpc.proto.InferTensorContents;
import dev.slipway.modelserver.grpc.proto.ModelInferRequest;
import dev.slipway.modelserver.grpc.proto.ModelInferRequest.InferInputTensor;
import dev.slipway.modelserver.inference.ClassLabels;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The own reader against protobuf's: the same tensors from whatever is valid, a refusal of whatever is not. */
final class RequestCodecPropertyTest {
    private static final List<DataType> TYPES = List.of(
            DataType.FP32,
            DataType.FP64,
            DataType.INT64,
            DataType.INT32,
            DataType.INT8,
            DataType.UINT8,
            DataType.BOOL,
            DataType.BYTES);
    private static final ServedModel MODEL = new ServedModel(
            "m",
            "1",
            new ModelSignature(
                    TYPES.stream()
                            .map(type -> new TensorSpec("in_" + type, type, List.of(-1L, 2L)))
                            .toList(),
                    List.of(new TensorSpec("out", DataType.FP32, List.of(-1L)))),
            new ScratchPool(),
            new ClassLabels(new ModelSignature(List.of(), List.of()), Signature.NONE));

    @Property(tries = 600)
    void every_encoding_of_a_request_gives_the_same_tensors(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        boolean raw = random.nextBoolean();
        ModelInferRequest request = request(random, raw);
        InferCall call = read(shuffled(request, random));
        assertThat(call.raw()).isEqualTo(raw);
        assertSame(request, raw, call.request());
    }

    @Property(tries = 60)
    void a_request_that_is_cut_anywhere_is_refused_as_protobuf_refuses_it(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] bytes = shuffled(request(random, random.nextBoolean()), random);
        for (int length = 0; length < bytes.length; length++) {
            agreesWithProtobuf(Arrays.copyOf(bytes, length));
        }
    }

    @Property(tries = 3000)
    void damaged_bytes_are_refused_as_protobuf_refuses_them(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] bytes = shuffled(request(random, random.nextBoolean()), random);
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        agreesWithProtobuf(bytes);
    }

    /** What is broken for one is refused by both, and never called broken where protobuf can read it. */
    private static void agreesWithProtobuf(byte[] bytes) {
        boolean readable;
        try {
            readable = ModelInferRequest.parseFrom(bytes).isInitialized();
        } catch (InvalidProtocolBufferException e) {
            readable = false;
        }
        try {
            read(bytes);
            assertThat(readable).as("protobuf refuses this").isTrue();
        } catch (RequestException e) {
            if (String.valueOf(e.getMessage()).startsWith("The message is no ModelInferRequest")) {
                assertThat(readable).as(e.getMessage()).isFalse();
            }
        }
    }

    private static InferCall read(byte[] bytes) throws RequestException {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        AtomicInteger given = new AtomicInteger();
        try {
            InferCall call = new InferRequestReader(MODEL, direct).read(given::incrementAndGet, Scheduling.NO_DEADLINE);
            assertThat(given).hasValue(0);
            call.request().close();
            assertThat(given).hasValue(1);
            return call;
        } catch (RequestException e) {
            assertThat(given).as("memory of a refused request").hasValue(1);
            throw e;
        }
    }

    private static ModelInferRequest request(Random random, boolean raw) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("m");
        if (random.nextBoolean()) {
            request.setModelVersion("1").setId("id-ü-" + random.nextInt());
        }
        if (random.nextBoolean()) {
            request.putParameters(
                    "priority",
                    InferParameter.newBuilder().setInt64Param(random.nextInt(9)).build());
            request.putParameters(
                    "other", InferParameter.newBuilder().setStringParam("x").build());
        }
        int rows = 1 + random.nextInt(5);
        for (DataType type : TYPES) {
            InferInputTensor.Builder input = InferInputTensor.newBuilder()
                    .setName("in_" + type)
                    .setDatatype(type.name())
                    .addShape(rows)
                    .addShape(2);
            InferTensorContents contents = contents(type, 2 * rows, random);
            if (raw) {
                request.addRawInputContents(ByteString.copyFrom(bytes(type, contents)));
            } else {
                input.setContents(contents);
            }
            request.addInputs(input);
        }
        if (random.nextBoolean()) {
            request.addOutputsBuilder().setName("out");
        }
        return request.build();
    }

    private static InferTensorContents contents(DataType type, int count, Random random) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int i = 0; i < count; i++) {
            switch (type) {
                case FP32 -> contents.addFp32Contents(Float.intBitsToFloat(random.nextInt()));
                case FP64 -> contents.addFp64Contents(Double.longBitsToDouble(random.nextLong()));
                case INT64 -> contents.addInt64Contents(random.nextLong() >> random.nextInt(64));
                case INT32 -> contents.addIntContents(random.nextInt() >> random.nextInt(32));
                case INT8 -> contents.addIntContents((byte) random.nextInt());
                case UINT8 -> contents.addUintContents(random.nextInt(256));
                case BOOL -> contents.addBoolContents(random.nextBoolean());
                default -> contents.addBytesContents(ByteString.copyFromUtf8("ß".repeat(random.nextInt(4))));
            }
        }
        return contents.build();
    }

    private static byte[] bytes(DataType type, InferTensorContents contents) {
        ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case FP32 -> contents.getFp32ContentsList().forEach(out::putFloat);
            case FP64 -> contents.getFp64ContentsList().forEach(out::putDouble);
            case INT64 -> contents.getInt64ContentsList().forEach(out::putLong);
            case INT32 -> contents.getIntContentsList().forEach(out::putInt);
            case INT8 -> contents.getIntContentsList().forEach(value -> out.put(value.byteValue()));
            case UINT8 -> contents.getUintContentsList().forEach(value -> out.put(value.byteValue()));
            case BOOL -> contents.getBoolContentsList().forEach(value -> out.put((byte) (value ? 1 : 0)));
            default ->
                contents.getBytesContentsList()
                        .forEach(value -> out.putInt(value.size()).put(value.toByteArray()));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void assertSame(ModelInferRequest expected, boolean raw, InferenceRequest actual) {
        assertThat(actual.id()).isEqualTo(expected.getId());
        assertThat(actual.scheduling().priority())
                .isEqualTo((int) expected.getParametersOrDefault("priority", InferParameter.getDefaultInstance())
                        .getInt64Param());
        for (int i = 0; i < TYPES.size(); i++) {
            TensorInput tensor = actual.inputs().get(i);
            assertThat(tensor.dims()).containsExactly(expected.getInputs(i).getShape(0), 2);
            byte[] wanted = raw
                    ? expected.getRawInputContents(i).toByteArray()
                    : bytes(TYPES.get(i), expected.getInputs(i).getContents());
            if (TYPES.get(i) == DataType.BYTES) {
                assertThat(tensor.strings()).isEqualTo(strings(wanted));
            } else {
                byte[] found = new byte[tensor.bytes().remaining()];
                tensor.bytes().get(found);
                assertThat(found).as(TYPES.get(i).name()).isEqualTo(wanted);
            }
        }
    }

    private static List<String> strings(byte[] framed) {
        ByteBuffer in = ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN);
        List<String> strings = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] text = new byte[in.getInt()];
            in.get(text);
            strings.add(new String(text, java.nio.charset.StandardCharsets.UTF_8));
        }
        return strings;
    }

    /** The same message with its fields in another order, with unknown fields between, and numbers not packed or in pieces. */
    private static byte[] shuffled(ModelInferRequest request, Random random) throws IOException {
        List<List<byte[]>> fields = new ArrayList<>();
        ModelInferRequest rest =
                request.toBuilder().clearInputs().clearRawInputContents().build();
        fields.add(List.of(rest.toByteArray()));
        List<byte[]> inputs = new ArrayList<>();
        for (InferInputTensor input : request.getInputsList()) {
            inputs.add(field(5, input(input, random)));
        }
        fields.add(inputs);
        List<byte[]> raws = new ArrayList<>();
        request.getRawInputContentsList().forEach(raw -> raws.add(field(7, raw.toByteArray())));
        fields.add(raws);
        fields.add(List.of(unknown(random)));
        return merged(fields, random);
    }

    private static byte[] input(InferInputTensor input, Random random) throws IOException {
        byte[] contents = input.getContents().toByteArray();
        if (random.nextBoolean()) {
            contents = unpacked(input.getContents());
        }
        List<List<byte[]>> fields = new ArrayList<>();
        fields.add(List.of(input.toBuilder().clearContents().build().toByteArray()));
        if (input.hasContents()) {
            fields.add(List.of(field(5, contents)));
        }
        fields.add(List.of(unknown(random)));
        return merged(fields, random);
    }

    private static byte[] unpacked(InferTensorContents contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (boolean value : contents.getBoolContentsList()) {
            out.writeBool(1, value);
        }
        for (int value : contents.getIntContentsList()) {
            out.writeInt32(2, value);
        }
        for (long value : contents.getInt64ContentsList()) {
            out.writeInt64(3, value);
        }
        for (int value : contents.getUintContentsList()) {
            out.writeUInt32(4, value);
        }
        for (float value : contents.getFp32ContentsList()) {
            out.writeFloat(6, value);
        }
        for (double value : contents.getFp64ContentsList()) {
            out.writeDouble(7, value);
        }
        for (ByteString value : contents.getBytesContentsList()) {
            out.writeBytes(8, value);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] unknown(Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        switch (random.nextInt(5)) {
            case 0 -> out.writeInt64(99, random.nextLong());
            case 1 -> out.writeString(1000, "unknown");
            case 2 -> out.writeFixed32(12, random.nextInt());
            case 3 -> {
                out.writeTag(77, 3);
                out.writeString(5, "in a group");
                out.writeTag(77, 4);
            }
            default -> out.writeDouble(13, 1.0);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] field(int number, byte[] value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeByteArray(number, value);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** Any order of the fields that keeps the order within each. */
    private static byte[] merged(List<List<byte[]>> fields, Random random) {
        List<List<byte[]>> left = new ArrayList<>();
        fields.forEach(list -> left.add(new ArrayList<>(list)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        left.removeIf(List::isEmpty);
        while (!left.isEmpty()) {
            bytes.writeBytes(left.get(random.nextInt(left.size())).removeFirst());
            left.removeIf(List::isEmpty);
        }
        return bytes.toByteArray();
    }
}

package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.CountedStrings;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Tensors as the binary extension of V2 and {@code raw_input_contents} of gRPC carry them: little-endian, row-major, no
 * padding; each string after its length as four bytes.
 */
final class RawTensor {
    private RawTensor() {}

    static TensorInput read(TensorSpec input, long[] dims, ByteBuffer bytes, InputBinder binder)
            throws RequestException {
        long count = TensorInput.elementCount(dims);
        if (count > Integer.MAX_VALUE / Math.max(1, input.datatype().size())) {
            throw RequestException.badRequest(
                    "Input '%s' has %d bytes; its shape %s of %s is too large: a tensor holds at most %d bytes.",
                    input.name(), bytes.remaining(), Arrays.toString(dims), input.datatype(), Integer.MAX_VALUE);
        }
        if (input.datatype() == DataType.BYTES) {
            return new TensorInput(input, dims, new TensorInput.Strings(strings(input, count, bytes, binder)));
        }
        long expected = count * input.datatype().size();
        if (expected != bytes.remaining()) {
            throw RequestException.badRequest(
                    "Input '%s' has %d bytes; its shape %s of %s needs %d.",
                    input.name(), bytes.remaining(), Arrays.toString(dims), input.datatype(), expected);
        }
        if (input.datatype() == DataType.BOOL) {
            checkBooleans(input, bytes);
        }
        boolean inPlace = bytes.isDirect()
                && expected >= InputBinder.SMALLEST_IN_PLACE
                && bytes.alignmentOffset(bytes.position(), input.datatype().size()) == 0;
        return new TensorInput(input, dims, inPlace ? new TensorInput.InPlace(bytes) : copy(bytes, binder));
    }

    private static TensorInput.Packed copy(ByteBuffer bytes, InputBinder binder) {
        ScratchBuffer buffer = binder.scratch();
        int length = bytes.remaining();
        buffer.room(length).put(bytes.duplicate());
        return new TensorInput.Packed(buffer, length);
    }

    private static void checkBooleans(TensorSpec input, ByteBuffer bytes) throws RequestException {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if ((bytes.get(i) & ~1) != 0) {
                throw RequestException.badRequest(
                        "Input '%s': element %d is the byte %d; BOOL takes 0 and 1.",
                        input.name(), i - bytes.position(), bytes.get(i) & 0xff);
            }
        }
    }

    private static List<String> strings(TensorSpec input, long count, ByteBuffer bytes, InputBinder binder)
            throws RequestException {
        ByteBuffer rest = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        CountedStrings strings = binder.hold(binder.pool().strings());
        List<String> values = strings.values();
        while (rest.hasRemaining()) {
            if (rest.remaining() < Integer.BYTES) {
                throw cut(input, values.size());
            }
            int length = rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                throw cut(input, values.size());
            }
            strings.add(text(input, values.size(), rest.slice(rest.position(), length)));
            rest.position(rest.position() + length);
        }
        if (values.size() != count) {
            throw RequestException.badRequest(
                    "Input '%s' has %d strings; its shape needs %d.", input.name(), values.size(), count);
        }
        return values;
    }

    /** JSON can escape half of a character, which no UTF-8 can carry to the model. */
    static void checkText(TensorInput tensor) throws RequestException {
        List<String> values = tensor.strings();
        for (int i = 0; i < values.size(); i++) {
            if (hasHalfCharacter(values.get(i))) {
                throw RequestException.badRequest(
                        "Input '%s': element %d is no UTF-8 text.",
                        tensor.spec().name(), i);
            }
        }
    }

    private static boolean hasHalfCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static String text(TensorSpec input, int element, ByteBuffer bytes) throws RequestException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (text.indexOf('\0') >= 0) {
                throw RequestException.badRequest(
                        "Input '%s': element %d has a NUL character, which ends a string here.", input.name(), element);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw RequestException.badRequest("Input '%s': element %d is no UTF-8 text.", input.name(), element);
        }
    }

    private static RequestException cut(TensorSpec input, int element) {
        return RequestException.badRequest(
                "Input '%s': string %d is longer than the bytes that are left.", input.name(), element);
    }
}

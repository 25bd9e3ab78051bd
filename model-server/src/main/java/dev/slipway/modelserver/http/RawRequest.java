package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A body that is one tensor and nothing else: for models with one input of at most one variable dimension, whose size
 * follows from the length. A string input takes the body as its only element. Source: Triton, "Raw Binary Request".
 */
final class RawRequest {
    private RawRequest() {}

    static void bind(ModelSignature signature, ByteBuffer body, InputBinder binder) throws RequestException {
        List<TensorSpec> inputs = signature.inputs();
        if (inputs.size() != 1) {
            throw RequestException.badRequest(
                    "A raw binary request needs a model with one input; this one has %d.", inputs.size());
        }
        TensorSpec input = inputs.getFirst();
        if (input.datatype() == DataType.BYTES) {
            binder.bindRaw(input, sizes(input, 1), prefixed(body));
            return;
        }
        long elements = TensorInput.elementCount(sizes(input, 1));
        long fixed = Math.clamp(elements, 1, Integer.MAX_VALUE)
                * (long) input.datatype().size();
        long variable = body.remaining() / fixed;
        if (variable * fixed != body.remaining() || variable == 0) {
            throw RequestException.badRequest(
                    "The body has %d bytes; input '%s' of %s %s needs a multiple of %d.",
                    body.remaining(), input.name(), input.datatype(), input.shape(), fixed);
        }
        binder.bindRaw(input, sizes(input, variable), body);
    }

    private static long[] sizes(TensorSpec input, long variable) throws RequestException {
        long[] dims = new long[input.shape().size()];
        boolean used = false;
        for (int i = 0; i < dims.length; i++) {
            long size = input.shape().get(i);
            if (size < 0 && used) {
                throw RequestException.badRequest(
                        "A raw binary request needs an input with at most one variable dimension; '%s' is %s.",
                        input.name(), input.shape());
            }
            dims[i] = size < 0 ? variable : size;
            used |= size < 0;
        }
        return dims;
    }

    private static ByteBuffer prefixed(ByteBuffer body) {
        return ByteBuffer.allocate(Integer.BYTES + body.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(body.remaining())
                .put(body)
                .flip();
    }
}

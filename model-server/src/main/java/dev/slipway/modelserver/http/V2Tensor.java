package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.json.TensorElements;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.OutputTensor;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One tensor of a V2 answer in either form. */
sealed interface V2Tensor {
    DataType datatype();

    long[] dims();

    /** Writes the elements of {@code data}. */
    void json(JsonGenerator json) throws IOException;

    /** Appends the raw form; how many bytes it took. */
    int binary(ByteBuf out);

    /** What the model gave. */
    record Whole(OutputTensor tensor) implements V2Tensor {
        @Override
        public DataType datatype() {
            return tensor.spec().datatype();
        }

        @Override
        public long[] dims() {
            return tensor.dims();
        }

        @Override
        public void json(JsonGenerator json) throws IOException {
            TensorElements elements = TensorElements.of(tensor);
            int count = tensor.elementCount();
            for (int i = 0; i < count; i++) {
                elements.write(json, i);
            }
        }

        @Override
        public int binary(ByteBuf out) {
            if (datatype() == DataType.BYTES) {
                return strings(tensor.strings(), out);
            }
            int size = tensor.bytes().remaining();
            out.writeBytes(tensor.bytes());
            return size;
        }
    }

    /** Texts of our own. */
    record Texts(@SuppressWarnings("ArrayRecordComponent") long[] dims, List<String> values) implements V2Tensor {
        @Override
        public DataType datatype() {
            return DataType.BYTES;
        }

        @Override
        public void json(JsonGenerator json) throws IOException {
            for (String value : values) {
                json.writeString(value);
            }
        }

        @Override
        public int binary(ByteBuf out) {
            return strings(values, out);
        }
    }

    private static int strings(List<String> values, ByteBuf out) {
        int start = out.readableBytes();
        for (String value : values) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            out.writeIntLE(utf8.length).writeBytes(utf8);
        }
        return out.readableBytes() - start;
    }
}

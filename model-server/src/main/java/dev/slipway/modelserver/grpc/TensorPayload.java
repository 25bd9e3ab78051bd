package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.onnx.OutputTensor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.List;

/** The elements of one output in one of the ways of the protocol; its size is known before a byte is written. */
sealed interface TensorPayload {
    /** Bytes it takes. */
    int size();

    /** Appends it. */
    void write(ByteBuf out);

    /** As raw_output_contents: bytes as they lie in memory; strings each after its length. */
    static TensorPayload raw(OutputTensor output) {
        return switch (output.spec().datatype()) {
            case BYTES -> new FramedStrings(output.strings());
            default -> new Memory(output.bytes());
        };
    }

    /** As InferTensorContents. */
    static TensorPayload typed(OutputTensor output) {
        int field = TypedContents.fieldOf(output.spec().datatype());
        return switch (output.spec().datatype()) {
            case BYTES -> new StringContents(output.strings());
            case FP32, FP64, BOOL -> new Packed(field, new Memory(output.bytes()));
            default -> new Packed(field, VarintElements.of(output));
        };
    }

    /** Elements that are bytes already. */
    record Memory(ByteBuffer bytes) implements TensorPayload {
        @Override
        public int size() {
            return bytes.remaining();
        }

        @Override
        public void write(ByteBuf out) {
            out.writeBytes(bytes.duplicate());
        }
    }

    /** A packed field inside of InferTensorContents. */
    record Packed(int field, TensorPayload elements) implements TensorPayload {
        @Override
        public int size() {
            return elements.size() == 0 ? 0 : Wire.sizeOfBlock(elements.size());
        }

        @Override
        public void write(ByteBuf out) {
            if (elements.size() > 0) {
                Wire.block(out, field, elements.size());
                elements.write(out);
            }
        }
    }

    /** Whole numbers as varints. */
    record VarintElements(OutputTensor tensor, int size) implements TensorPayload {
        static VarintElements of(OutputTensor tensor) {
            ByteBuffer bytes = tensor.bytes();
            int count = tensor.elementCount();
            long size = 0;
            for (int i = 0; i < count; i++) {
                size += Wire.sizeOf(element(tensor, bytes, i));
            }
            return new VarintElements(tensor, Math.toIntExact(size));
        }

        @Override
        public void write(ByteBuf out) {
            ByteBuffer bytes = tensor.bytes();
            int count = tensor.elementCount();
            for (int i = 0; i < count; i++) {
                Wire.varint(out, element(tensor, bytes, i));
            }
        }

        private static long element(OutputTensor tensor, ByteBuffer bytes, int i) {
            return switch (tensor.spec().datatype()) {
                case INT8 -> bytes.get(i);
                case UINT8 -> bytes.get(i) & 0xff;
                case INT16 -> bytes.getShort(2 * i);
                case UINT16 -> bytes.getShort(2 * i) & 0xffff;
                case INT32 -> bytes.getInt(4 * i);
                case UINT32 -> bytes.getInt(4 * i) & 0xffffffffL;
                case INT64, UINT64 -> bytes.getLong(8 * i);
                case BOOL, FP16, BF16, FP32, FP64, BYTES ->
                    throw new IllegalStateException(tensor.spec().datatype() + " is no whole number");
            };
        }
    }

    /** Strings, each after its length as four bytes. */
    record FramedStrings(List<String> strings) implements TensorPayload {
        @Override
        public int size() {
            int size = 0;
            for (String string : strings) {
                size = Math.addExact(size, Integer.BYTES + ByteBufUtil.utf8Bytes(string));
            }
            return size;
        }

        @Override
        public void write(ByteBuf out) {
            for (String string : strings) {
                out.writeIntLE(ByteBufUtil.utf8Bytes(string));
                ByteBufUtil.writeUtf8(out, string);
            }
        }
    }

    /** The field bytes_contents. */
    record StringContents(List<String> strings) implements TensorPayload {
        private static final int FIELD = 8;

        @Override
        public int size() {
            int size = 0;
            for (String string : strings) {
                size = Math.addExact(size, Wire.sizeOfBlock(ByteBufUtil.utf8Bytes(string)));
            }
            return size;
        }

        @Override
        public void write(ByteBuf out) {
            for (String string : strings) {
                Wire.block(out, FIELD, ByteBufUtil.utf8Bytes(string));
                ByteBufUtil.writeUtf8(out, string);
            }
        }
    }
}

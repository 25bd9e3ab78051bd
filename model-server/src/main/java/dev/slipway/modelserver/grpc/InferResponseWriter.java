package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.grpc.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes ModelInferResponse, alone or inside of Triton's ModelStreamInferResponse, from the tensors to the bytes that go
 * to the socket. What never changes (names, datatypes) is written once.
 */
final class InferResponseWriter {
    private static final int ID = 3;
    private static final int OUTPUTS = 5;
    private static final int RAW_CONTENTS = 6;
    private static final int SHAPE = 3;
    private static final int CONTENTS = 5;
    private static final int STREAM_RESPONSE = 2;

    private final byte[] model;
    private final Map<String, byte[]> heads = new HashMap<>();
    private final Map<String, DataType> types = new HashMap<>();

    InferResponseWriter(ServedModel model) {
        this.model = strings(model.name(), model.version());
        for (TensorSpec output : model.signature().outputs()) {
            heads.put(output.name(), strings(output.name(), output.datatype().name()));
            types.put(output.name(), output.datatype());
        }
    }

    /** Fields 1 and 2, as both kinds of messages begin. */
    private static byte[] strings(String one, String two) {
        ByteBuf out = Unpooled.buffer();
        Wire.block(out, 1, ByteBufUtil.utf8Bytes(one));
        ByteBufUtil.writeUtf8(out, one);
        Wire.block(out, 2, ByteBufUtil.utf8Bytes(two));
        ByteBufUtil.writeUtf8(out, two);
        return ByteBufUtil.getBytes(out);
    }

    /**
     * A whole message after its five bytes of framing.
     *
     * @param raw whether the data goes as raw_output_contents; types without typed contents always do, and then all
     * @param inStream whether it goes into a ModelStreamInferResponse
     */
    ByteBuf write(ByteBufAllocator allocator, String id, List<OutputTensor> outputs, boolean raw, boolean inStream) {
        boolean bytes = raw || hasUntyped(outputs);
        TensorPart[] parts = new TensorPart[outputs.size()];
        int idLength = ByteBufUtil.utf8Bytes(id);
        int size = model.length + (idLength == 0 ? 0 : Wire.sizeOfBlock(idLength));
        for (int i = 0; i < parts.length; i++) {
            OutputTensor output = outputs.get(i);
            byte[] head = head(output.spec());
            parts[i] = bytes ? TensorPart.raw(output, head) : TensorPart.typed(output, head);
            size = Math.addExact(size, parts[i].size());
        }
        int whole = inStream ? Wire.sizeOfBlock(size) : size;
        ByteBuf out = Frames.begin(allocator, whole);
        if (inStream) {
            Wire.block(out, STREAM_RESPONSE, size);
        }
        out.writeBytes(model);
        if (idLength > 0) {
            Wire.block(out, ID, idLength);
            ByteBufUtil.writeUtf8(out, id);
        }
        for (TensorPart part : parts) {
            part.writeMetadata(out);
        }
        for (TensorPart part : parts) {
            part.writeRaw(out);
        }
        return out;
    }

    /** Written anew for what is no output of the model as it stands: classes, explanations. */
    private byte[] head(TensorSpec output) {
        byte[] known = heads.get(output.name());
        return known != null && types.get(output.name()) == output.datatype()
                ? known
                : strings(output.name(), output.datatype().name());
    }

    private static boolean hasUntyped(List<OutputTensor> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            if (TypedContents.fieldOf(outputs.get(i).spec().datatype()) == 0) {
                return true;
            }
        }
        return false;
    }

    /** One output: the sizes of its pieces, then the pieces. */
    private static final class TensorPart {
        private final byte[] head;
        private final long[] dims;
        private final int shapeSize;
        private final TensorPayload payload;
        private final boolean raw;

        TensorPart(OutputTensor output, byte[] head, TensorPayload payload, boolean raw) {
            this.head = head;
            this.dims = output.dims();
            this.payload = payload;
            this.raw = raw;
            int size = 0;
            for (long dim : dims) {
                size += Wire.sizeOf(dim);
            }
            this.shapeSize = size;
        }

        static TensorPart raw(OutputTensor output, byte[] head) {
            return new TensorPart(output, head, TensorPayload.raw(output), true);
        }

        static TensorPart typed(OutputTensor output, byte[] head) {
            return new TensorPart(output, head, TensorPayload.typed(output), false);
        }

        private int metadataSize() {
            int size = head.length + (dims.length == 0 ? 0 : Wire.sizeOfBlock(shapeSize));
            return raw ? size : Math.addExact(size, Wire.sizeOfBlock(payload.size()));
        }

        int size() {
            int size = Wire.sizeOfBlock(metadataSize());
            return raw ? Math.addExact(size, Wire.sizeOfBlock(payload.size())) : size;
        }

        void writeMetadata(ByteBuf out) {
            Wire.block(out, OUTPUTS, metadataSize());
            out.writeBytes(head);
            if (dims.length > 0) {
                Wire.block(out, SHAPE, shapeSize);
                for (long dim : dims) {
                    Wire.varint(out, dim);
                }
            }
            if (!raw) {
                Wire.block(out, CONTENTS, payload.size());
                payload.write(out);
            }
        }

        void writeRaw(ByteBuf out) {
            if (raw) {
                Wire.block(out, RAW_CONTENTS, payload.size());
                payload.write(out);
            }
        }
    }
}

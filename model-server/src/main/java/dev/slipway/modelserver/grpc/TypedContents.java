package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * InferTensorContents into the memory of a tensor. A repeated field may be packed, not packed or both, in any number of
 * pieces, over any number of occurrences of the message: protobuf joins them all.
 */
final class TypedContents {
    private static final List<String> FIELDS = List.of(
            "bool_contents",
            "int_contents",
            "int64_contents",
            "uint_contents",
            "uint64_contents",
            "fp32_contents",
            "fp64_contents",
            "bytes_contents");
    private static final int FP32 = 6;
    private static final int FP64 = 7;
    private static final int STRINGS = 8;

    private final WireCursor cursor;
    private final TensorSpec input;
    private final int wanted;
    private final int size;
    private final ScratchBuffer elements;

    private TypedContents(WireCursor cursor, TensorSpec input, ScratchBuffer elements) {
        this.cursor = cursor;
        this.input = input;
        this.wanted = fieldOf(input.datatype());
        this.size = input.datatype().size();
        this.elements = elements;
    }

    /** Reads the contents of one input and binds them. */
    static void bind(WireCursor cursor, Regions contents, TensorSpec input, long[] dims, InputBinder binder)
            throws MalformedMessageException, RequestException {
        ScratchBuffer elements = binder.pool().take();
        binder.hold(() -> binder.pool().give(elements));
        TypedContents typed = new TypedContents(cursor, input, elements);
        if (typed.wanted == 0) {
            throw RequestException.badRequest(
                    "Input '%s' is %s, which has no typed contents; send raw_input_contents.",
                    input.name(), input.datatype());
        }
        for (int i = 0; i < contents.count(); i++) {
            cursor.enter(contents.start(i), contents.stop(i));
            typed.message();
        }
        typed.bindTo(dims, binder);
    }

    private void bindTo(long[] dims, InputBinder binder) throws RequestException {
        int length = elements.room(0).position();
        if (wanted == STRINGS) {
            ByteBuffer framed = elements.room(0).duplicate().flip();
            binder.bindRaw(input, dims, framed.order(ByteOrder.LITTLE_ENDIAN));
            return;
        }
        binder.checkShape(input, dims);
        long needed = TensorInput.elementCount(dims);
        if (needed != length / size) {
            throw RequestException.badRequest(
                    needed > Integer.MAX_VALUE
                            ? "Input '%s' has %d elements; its shape %s is too large."
                            : "Input '%s' has %d elements; its shape %s needs %d.",
                    input.name(),
                    length / size,
                    Arrays.toString(dims),
                    needed);
        }
        binder.bind(new TensorInput(input, dims, new TensorInput.Packed(elements, length)));
    }

    private void message() throws MalformedMessageException, RequestException {
        for (int tag = cursor.next(); tag != 0; tag = cursor.next()) {
            int field = tag >>> 3;
            int type = tag & 7;
            int single = field > STRINGS ? -1 : singleType(field);
            if (type == WireCursor.BYTES && field <= STRINGS) {
                pieces(field);
            } else if (type == single) {
                expect(field);
                element();
            } else {
                cursor.skip();
            }
        }
    }

    private void pieces(int field) throws MalformedMessageException, RequestException {
        int end = cursor.end();
        int start = cursor.block();
        int stop = cursor.position();
        if (field == STRINGS) {
            expect(field);
            string(start, stop);
            return;
        }
        if (start == stop) {
            return;
        }
        expect(field);
        if ((field == FP32 || field == FP64) && (stop - start) % size == 0) {
            elements.room(stop - start).put(cursor.slice(start, stop));
            return;
        }
        cursor.enter(start, stop);
        while (cursor.position() < stop) {
            element();
        }
        cursor.enter(stop, end);
    }

    private void string(int start, int stop) {
        ByteBuffer room = elements.room(Integer.BYTES + stop - start);
        room.order(ByteOrder.LITTLE_ENDIAN).putInt(stop - start).order(ByteOrder.nativeOrder());
        room.put(cursor.slice(start, stop));
    }

    private void element() throws MalformedMessageException, RequestException {
        ByteBuffer room = elements.room(size);
        switch (input.datatype()) {
            case BOOL -> room.put((byte) (cursor.varint() != 0 ? 1 : 0));
            case INT8 -> room.put((byte) within(int32(), Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> room.putShort((short) within(int32(), Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT8 -> room.put((byte) within(cursor.varint() & 0xffffffffL, 0, 0xff));
            case UINT16 -> room.putShort((short) within(cursor.varint() & 0xffffffffL, 0, 0xffff));
            case INT32, UINT32 -> room.putInt((int) cursor.varint());
            case INT64, UINT64 -> room.putLong(cursor.varint());
            case FP32 -> room.putInt(cursor.fixed32());
            case FP64 -> room.putLong(cursor.fixed64());
            case FP16, BF16, BYTES -> throw new IllegalStateException(input.datatype() + " has no numbers here");
        }
    }

    /** Protobuf keeps the lower half of a number that is too long for its field. */
    private int int32() throws MalformedMessageException {
        return (int) cursor.varint();
    }

    private long within(long value, long least, long most) throws RequestException {
        if (value < least || value > most) {
            throw RequestException.badRequest(
                    "Input '%s': element %d is %d; %s takes whole numbers from %d to %d.",
                    input.name(), elements.room(0).position() / size, value, input.datatype(), least, most);
        }
        return value;
    }

    private void expect(int field) throws RequestException {
        if (field != wanted) {
            throw RequestException.badRequest(
                    "Input '%s' is %s but has its data in %s; it belongs in %s.",
                    input.name(), input.datatype(), FIELDS.get(field - 1), FIELDS.get(wanted - 1));
        }
    }

    private static int singleType(int field) {
        return switch (field) {
            case FP32 -> WireCursor.FIXED32;
            case FP64 -> WireCursor.FIXED64;
            case STRINGS -> WireCursor.BYTES;
            default -> WireCursor.VARINT;
        };
    }

    /** The number of the field for a datatype; 0 where there is none. */
    static int fieldOf(DataType type) {
        return switch (type) {
            case BOOL -> 1;
            case INT8, INT16, INT32 -> 2;
            case INT64 -> 3;
            case UINT8, UINT16, UINT32 -> 4;
            case UINT64 -> 5;
            case FP32 -> FP32;
            case FP64 -> FP64;
            case BYTES -> STRINGS;
            case FP16, BF16 -> 0;
        };
    }
}

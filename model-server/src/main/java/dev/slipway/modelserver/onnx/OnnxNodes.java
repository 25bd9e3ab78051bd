package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.onnx.ProtobufReader.MalformedProtobufException;

/** The nodes and value descriptions that a rewrite puts into a graph. Field numbers are those of onnx.proto3. */
final class OnnxNodes {
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OP_TYPE = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_I = 3;
    private static final int ATTRIBUTE_TYPE = 20;
    private static final int ATTRIBUTE_TYPE_INT = 2;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TYPE_SEQUENCE = 4;
    private static final int TENSOR_ELEM_TYPE = 1;
    private static final int SEQUENCE_ELEM_TYPE = 1;

    private OnnxNodes() {}

    static WireWriter identity(String from, String to) {
        return node("Identity", from, to);
    }

    /** Between signed and unsigned of one width, a Cast keeps the bits. */
    static WireWriter cast(String from, String to, DataType type) {
        return node("Cast", from, to).message(NODE_ATTRIBUTE, number("to", type.onnxCode()));
    }

    /** Tensors of one shape, one behind the other along a new first dimension. */
    static WireWriter stack(String from, String to) {
        return node("ConcatFromSequence", from, to)
                .message(NODE_ATTRIBUTE, number("axis", 0))
                .message(NODE_ATTRIBUTE, number("new_axis", 1));
    }

    /** A tensor whose sizes ONNX Runtime finds out by itself. */
    static WireWriter tensor(String name, DataType type) {
        WireWriter tensor = new WireWriter().number(TENSOR_ELEM_TYPE, type.onnxCode());
        return new WireWriter()
                .text(VALUE_NAME, name)
                .message(VALUE_TYPE, new WireWriter().message(TYPE_TENSOR, tensor));
    }

    /** The same tensor with another element type. */
    static WireWriter retyped(WireFields value, DataType type) throws MalformedProtobufException {
        WireWriter out = new WireWriter();
        while (value.next()) {
            if (value.field() != VALUE_TYPE) {
                value.copyTo(out);
                continue;
            }
            WireWriter newType = new WireWriter();
            WireFields oldType = value.message();
            while (oldType.next()) {
                if (oldType.field() == TYPE_TENSOR) {
                    newType.message(TYPE_TENSOR, tensorType(oldType.message(), type));
                } else {
                    oldType.copyTo(newType);
                }
            }
            out.message(VALUE_TYPE, newType);
        }
        return out;
    }

    /** The element type of a value that is a sequence of tensors. */
    static DataType sequenceType(WireFields value) throws MalformedProtobufException {
        WireFields type = inner(inner(inner(inner(value, VALUE_TYPE), TYPE_SEQUENCE), SEQUENCE_ELEM_TYPE), TYPE_TENSOR);
        while (type.next()) {
            if (type.field() == TENSOR_ELEM_TYPE) {
                return DataType.ofOnnx(type.number()).orElseThrow(OnnxNodes::changed);
            }
        }
        throw changed();
    }

    private static WireFields inner(WireFields fields, int wanted) throws MalformedProtobufException {
        while (fields.next()) {
            if (fields.field() == wanted) {
                return fields.message();
            }
        }
        throw changed();
    }

    private static MalformedProtobufException changed() {
        return new MalformedProtobufException("it changed while it was read");
    }

    private static WireWriter tensorType(WireFields tensor, DataType type) throws MalformedProtobufException {
        WireWriter out = new WireWriter().number(TENSOR_ELEM_TYPE, type.onnxCode());
        while (tensor.next()) {
            if (tensor.field() != TENSOR_ELEM_TYPE) {
                tensor.copyTo(out);
            }
        }
        return out;
    }

    private static WireWriter node(String operator, String from, String to) {
        return new WireWriter().text(NODE_INPUT, from).text(NODE_OUTPUT, to).text(NODE_OP_TYPE, operator);
    }

    private static WireWriter number(String name, long value) {
        return new WireWriter()
                .text(ATTRIBUTE_NAME, name)
                .number(ATTRIBUTE_I, value)
                .number(ATTRIBUTE_TYPE, ATTRIBUTE_TYPE_INT);
    }
}

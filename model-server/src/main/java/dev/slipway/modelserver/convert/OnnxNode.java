package dev.slipway.modelserver.convert;

/** The attributes of one NodeProto (onnx.proto3). */
final class OnnxNode {
    private static final int INT = 2;
    private static final int TENSOR = 4;
    private static final int INTS = 7;

    private final ProtobufWriter attributes = new ProtobufWriter();

    OnnxNode number(String name, long value) {
        attributes.message(
                5, new ProtobufWriter().text(1, name).number(3, value).number(20, INT));
        return this;
    }

    OnnxNode numbers(String name, int[] values) {
        attributes.message(
                5, new ProtobufWriter().text(1, name).packed(8, values).number(20, INTS));
        return this;
    }

    OnnxNode tensor(String name, ProtobufWriter tensor) {
        attributes.message(
                5, new ProtobufWriter().text(1, name).message(5, tensor).number(20, TENSOR));
        return this;
    }

    byte[] toBytes() {
        return attributes.toBytes();
    }
}

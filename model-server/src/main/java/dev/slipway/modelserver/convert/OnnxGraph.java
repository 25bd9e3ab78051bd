package dev.slipway.modelserver.convert;

import java.util.BitSet;
import java.util.List;

/** Collects nodes and constants of a graph with one input and one output, and writes the ModelProto. */
final class OnnxGraph {
    private static final int IR_VERSION = 10;
    private static final int OPSET = 18;
    private static final int ML_OPSET = 5;
    private static final String ML = "ai.onnx.ml";

    private final ProtobufWriter nodes = new ProtobufWriter();
    private final ProtobufWriter initializers = new ProtobufWriter();
    private int values;

    /** Adds an operator; the name of its result. */
    String add(String operator, String... inputs) {
        return add("", operator, new OnnxNode(), inputs);
    }

    String add(String operator, OnnxNode attributes, String... inputs) {
        return add("", operator, attributes, inputs);
    }

    String addMl(String operator, OnnxNode attributes, String... inputs) {
        return add(ML, operator, attributes, inputs);
    }

    private String add(String domain, String operator, OnnxNode attributes, String... inputs) {
        String result = fresh();
        node(domain, operator, attributes, result, inputs);
        return result;
    }

    private void node(String domain, String operator, OnnxNode attributes, String output, String... inputs) {
        nodes.bytes(
                1,
                concatenate(
                        new ProtobufWriter()
                                .texts(1, List.of(inputs))
                                .text(2, output)
                                .text(4, operator)
                                .text(7, domain)
                                .toBytes(),
                        attributes.toBytes()));
    }

    String cast(String value, boolean toDouble) {
        return add("Cast", new OnnxNode().number("to", toDouble ? OnnxTensor.DOUBLE : OnnxTensor.FLOAT), value);
    }

    /** One number that goes with every element. */
    String scalar(boolean isDouble, double value) {
        return constant(isDouble, new double[] {value}, 1);
    }

    /** A scalar without dimensions, where an operator insists. */
    String single(double value) {
        return constant(false, new double[] {value}, new int[0]);
    }

    String constant(boolean isDouble, double[] values, int... dims) {
        String name = fresh();
        initializers.message(5, OnnxTensor.reals(name, isDouble, values, dims));
        return name;
    }

    String integers(long... values) {
        String name = fresh();
        initializers.message(5, OnnxTensor.integers(name, values));
        return name;
    }

    String flags(BitSet flags, int length) {
        String name = fresh();
        initializers.message(5, OnnxTensor.flags(name, flags, length));
        return name;
    }

    private String fresh() {
        return "v" + values++;
    }

    /** The whole model; {@code result} becomes the output. */
    byte[] model(String result, boolean isDouble, int features, int[] outputColumns) {
        node("", "Identity", new OnnxNode(), ModelConversion.OUTPUT, result);
        ProtobufWriter ends = new ProtobufWriter()
                .message(11, value(ModelConversion.INPUT, isDouble, new int[] {features}))
                .message(12, value(ModelConversion.OUTPUT, isDouble, outputColumns));
        byte[] graph = concatenate(
                nodes.toBytes(),
                new ProtobufWriter().text(2, "trees").toBytes(),
                initializers.toBytes(),
                ends.toBytes());
        return new ProtobufWriter()
                .number(1, IR_VERSION)
                .text(2, "slipway")
                .bytes(7, graph)
                .message(8, new ProtobufWriter().text(1, "").number(2, OPSET))
                .message(8, new ProtobufWriter().text(1, ML).number(2, ML_OPSET))
                .toBytes();
    }

    /** ValueInfoProto of a batch: the first dimension is free. */
    private static ProtobufWriter value(String name, boolean isDouble, int[] dims) {
        ProtobufWriter shape = new ProtobufWriter().message(1, new ProtobufWriter().text(2, "batch"));
        for (int dim : dims) {
            shape.message(1, new ProtobufWriter().number(1, dim));
        }
        ProtobufWriter tensor = new ProtobufWriter()
                .number(1, isDouble ? OnnxTensor.DOUBLE : OnnxTensor.FLOAT)
                .message(2, shape);
        return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
    }

    private static byte[] concatenate(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

package dev.slipway.modelserver.convert;

import java.util.List;

/** A model as ONNX. Equal files give equal bytes. */
public final class ConvertedModel {
    private final byte[] onnx;
    private final List<String> columns;

    ConvertedModel(byte[] onnx, List<String> columns) {
        this.onnx = onnx;
        this.columns = columns;
    }

    /** The bytes of a ModelProto; not copied. */
    public byte[] onnx() {
        return onnx;
    }

    /** The names of the input's columns, or empty. */
    public List<String> columns() {
        return columns;
    }
}

package dev.slipway.modelserver.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a ValueInfoProto: the name and type of one input or output of a graph. */
final class ValueInfo {
    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TYPE_SEQUENCE = 4;
    private static final int TYPE_MAP = 5;
    private static final int TYPE_SPARSE_TENSOR = 8;
    private static final int TYPE_OPTIONAL = 9;
    private static final int TENSOR_ELEM_TYPE = 1;
    private static final int TENSOR_SHAPE = 2;
    private static final int SEQUENCE_ELEM_TYPE = 1;
    private static final int SHAPE_DIM = 1;
    private static final int DIM_VALUE = 1;

    private static final int MAX_NESTING = 4;

    private final ProtobufReader in;
    private int nesting;

    ValueInfo(ProtobufReader in) {
        this.in = in;
    }

    /** What kind of value it is. */
    enum Kind {
        TENSOR,
        SEQUENCE_OF_TENSORS,
        SEQUENCE_OF_MAPS,
        SEQUENCE_OF_OTHERS,
        MAP,
        SPARSE_TENSOR,
        OPTIONAL,
        UNKNOWN
    }

    /**
     * A value as declared.
     *
     * @param name its name
     * @param kind its kind
     * @param elementType for a tensor or a sequence of tensors, the code of its datatype
     * @param shape for a tensor, its dimensions, -1 where not fixed
     */
    record Parsed(String name, Kind kind, long elementType, List<Long> shape) {}

    Parsed read(long end) throws IOException {
        String name = "";
        Parsed type = new Parsed("", Kind.UNKNOWN, 0, List.of());
        nesting = 0;
        while (in.nextField(end)) {
            switch (in.field()) {
                case NAME -> name = in.string(end);
                case TYPE -> type = type(in.message(end));
                default -> in.skip(end);
            }
        }
        return new Parsed(name, type.kind(), type.elementType(), type.shape());
    }

    private Parsed type(long end) throws IOException {
        Parsed type = new Parsed("", Kind.UNKNOWN, 0, List.of());
        while (in.nextField(end)) {
            if (in.field() == TYPE_TENSOR) {
                type = tensor(in.message(end));
                continue;
            }
            if (in.field() == TYPE_SEQUENCE) {
                type = sequence(in.message(end));
                continue;
            }
            Kind kind =
                    switch (in.field()) {
                        case TYPE_MAP -> Kind.MAP;
                        case TYPE_SPARSE_TENSOR -> Kind.SPARSE_TENSOR;
                        case TYPE_OPTIONAL -> Kind.OPTIONAL;
                        default -> type.kind();
                    };
            type = new Parsed("", kind, type.elementType(), type.shape());
            in.skip(end);
        }
        return type;
    }

    private Parsed sequence(long end) throws IOException {
        Parsed element = new Parsed("", Kind.UNKNOWN, 0, List.of());
        while (in.nextField(end)) {
            if (in.field() == SEQUENCE_ELEM_TYPE && ++nesting < MAX_NESTING) {
                element = type(in.message(end));
            } else {
                in.skip(end);
            }
        }
        Kind kind =
                switch (element.kind()) {
                    case TENSOR -> Kind.SEQUENCE_OF_TENSORS;
                    case MAP -> Kind.SEQUENCE_OF_MAPS;
                    default -> Kind.SEQUENCE_OF_OTHERS;
                };
        return new Parsed("", kind, element.elementType(), List.of());
    }

    private Parsed tensor(long end) throws IOException {
        long elementType = 0;
        List<Long> shape = List.of();
        while (in.nextField(end)) {
            switch (in.field()) {
                case TENSOR_ELEM_TYPE -> elementType = in.varint();
                case TENSOR_SHAPE -> shape = shape(in.message(end));
                default -> in.skip(end);
            }
        }
        return new Parsed("", Kind.TENSOR, elementType, shape);
    }

    private List<Long> shape(long end) throws IOException {
        List<Long> dims = new ArrayList<>();
        while (in.nextField(end)) {
            if (in.field() == SHAPE_DIM) {
                dims.add(dimension(in.message(end)));
            } else {
                in.skip(end);
            }
        }
        return dims;
    }

    private long dimension(long end) throws IOException {
        long size = -1;
        while (in.nextField(end)) {
            if (in.field() == DIM_VALUE) {
                long value = in.varint();
                size = value < 0 ? -1 : value;
            } else {
                in.skip(end);
            }
        }
        return size;
    }
}

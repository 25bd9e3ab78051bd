package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.Arrays;

/** Reads the InferInputTensors of one request, one after the other. */
final class InferInputReader {
    private static final int NAME = WireCursor.tag(1, WireCursor.BYTES);
    private static final int DATATYPE = WireCursor.tag(2, WireCursor.BYTES);
    private static final int SHAPE = WireCursor.tag(3, WireCursor.VARINT);
    private static final int SHAPE_PACKED = WireCursor.tag(3, WireCursor.BYTES);
    private static final int PARAMETERS = WireCursor.tag(4, WireCursor.BYTES);
    private static final int CONTENTS = WireCursor.tag(5, WireCursor.BYTES);
    private static final int MAX_RANK = 64;

    private final ServedModel model;
    private final WireCursor cursor;
    private final Regions contents = new Regions();
    private final Regions parameters = new Regions();
    private long[] dims = new long[4];
    private int rank;
    private int nameStart;
    private int nameStop;
    private int typeStart;
    private int typeStop;

    InferInputReader(ServedModel model, WireCursor cursor) {
        this.model = model;
        this.cursor = cursor;
    }

    /** Reads the one that the cursor has entered; the input of the model that it is for. */
    TensorSpec read(InputBinder binder) throws MalformedMessageException, RequestException {
        contents.clear();
        parameters.clear();
        rank = 0;
        nameStart = nameStop = typeStart = typeStop = 0;
        fields();
        int index = model.input(cursor, nameStart, nameStop);
        TensorSpec spec = index < 0
                ? binder.spec(cursor.text(nameStart, nameStop))
                : model.signature().inputs().get(index);
        if (index < 0 || !model.typed(index, cursor, typeStart, typeStop)) {
            throw RequestException.badRequest(
                    "Input '%s' has the datatype '%s'; the model takes %s.",
                    spec.name(), ServedModel.shorten(cursor.text(typeStart, typeStop)), spec.datatype());
        }
        if (parameters.count() > 0) {
            InferParameters.read(cursor, parameters).withoutSharedMemory();
        }
        return spec;
    }

    private void fields() throws MalformedMessageException, RequestException {
        for (int tag = cursor.next(); tag != 0; tag = cursor.next()) {
            if (tag == NAME) {
                nameStart = cursor.block();
                nameStop = cursor.position();
            } else if (tag == DATATYPE) {
                typeStart = cursor.block();
                typeStop = cursor.position();
            } else if (tag == SHAPE_PACKED) {
                packedShape();
            } else if (tag == SHAPE) {
                dimension(cursor.varint());
            } else if (tag == CONTENTS) {
                contents.add(cursor.block(), cursor.position());
            } else if (tag == PARAMETERS) {
                parameters.add(cursor.block(), cursor.position());
            } else {
                cursor.skip();
            }
        }
    }

    private void packedShape() throws MalformedMessageException, RequestException {
        int end = cursor.end();
        int start = cursor.block();
        int stop = cursor.position();
        cursor.enter(start, stop);
        while (cursor.position() < stop) {
            dimension(cursor.varint());
        }
        cursor.enter(stop, end);
    }

    private void dimension(long size) throws RequestException {
        if (rank == MAX_RANK) {
            throw RequestException.badRequest("A shape has more than %d dimensions.", MAX_RANK);
        }
        if (rank == dims.length) {
            dims = Arrays.copyOf(dims, MAX_RANK);
        }
        dims[rank++] = size;
    }

    /** The sizes of the dimensions. */
    long[] shape() {
        return Arrays.copyOf(dims, rank);
    }

    /** Where its typed contents are. */
    Regions contents() {
        return contents;
    }
}

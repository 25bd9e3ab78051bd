package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.inference.FeatureList.Feature;
import dev.slipway.modelserver.onnx.Borrowed;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rows of a request with one feature at a time replaced, as requests of a bounded number of rows. */
final class Occlusion {
    static final int ROWS_PER_RUN = 256;

    private final InferenceRequest request;
    private final List<Feature> features;
    private final Replacements replacements;
    private final ScratchPool pool;

    Occlusion(InferenceRequest request, List<Feature> features, Replacements replacements, ScratchPool pool) {
        this.replacements = replacements;
        this.request = request;
        this.features = features;
        this.pool = pool;
    }

    /** How many occluded rows there are: each row once for each feature, in that order. */
    int count() {
        return Math.toIntExact(Math.multiplyExact(request.rows(), (long) features.size()));
    }

    InferenceRequest original(String output) {
        return new InferenceRequest("", request.inputs(), Set.of(output), Scheduling.DEFAULT, List.of());
    }

    /** Which row of the request each row of a part is. */
    int[] rowsFrom(int from) {
        int[] rows = new int[Math.min(ROWS_PER_RUN, count() - from)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (from + i) / features.size();
        }
        return rows;
    }

    InferenceRequest part(String output, int from) {
        List<Borrowed> memory = new ArrayList<>();
        List<TensorInput> inputs = new ArrayList<>();
        int[] rows = rowsFrom(from);
        for (int i = 0; i < request.inputs().size(); i++) {
            inputs.add(occluded(i, rows, from, memory));
        }
        return new InferenceRequest("", inputs, Set.of(output), Scheduling.DEFAULT, memory);
    }

    private TensorInput occluded(int index, int[] rows, int from, List<Borrowed> memory) {
        TensorInput input = request.inputs().get(index);
        long[] dims = input.dims();
        int width = Math.toIntExact(input.elementCount() / dims[0]);
        dims[0] = rows.length;
        if (input.spec().datatype() == DataType.BYTES) {
            List<String> strings = new ArrayList<>();
            for (int row : rows) {
                strings.addAll(input.strings().subList(row * width, (row + 1) * width));
            }
            return new TensorInput(input.spec(), dims, new TensorInput.Strings(strings));
        }
        int size = input.spec().datatype().size();
        ScratchBuffer buffer = pool.take();
        memory.add(() -> pool.give(buffer));
        ByteBuffer into = buffer.room(rows.length * width * size);
        ByteBuffer source = input.bytes();
        for (int i = 0; i < rows.length; i++) {
            int at = into.position();
            into.put(source.slice(rows[i] * width * size, width * size));
            int number = (from + i) % features.size();
            Feature feature = features.get(number);
            if (feature.input() == index) {
                into.put(at + feature.column() * size, replacements.of(number, size));
            }
        }
        return new TensorInput(input.spec(), dims, new TensorInput.Packed(buffer, rows.length * width * size));
    }
}

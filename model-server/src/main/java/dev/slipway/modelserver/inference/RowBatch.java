package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.Borrowed;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.workload.memory.NoRoomException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several requests as one, and its answer as several: rows beside each other along the first dimension. */
final class RowBatch implements AutoCloseable {
    private final List<TensorInput> inputs = new ArrayList<>();
    private final List<Borrowed> memory = new ArrayList<>();
    private final int[] rows;

    RowBatch(List<InferenceRequest> requests, ScratchPool pool) {
        this.rows = requests.stream().mapToInt(request -> (int) request.rows()).toArray();
        try {
            for (int i = 0; i < requests.getFirst().inputs().size(); i++) {
                int input = i;
                inputs.add(join(
                        requests.stream()
                                .map(request -> request.inputs().get(input))
                                .toList(),
                        pool));
            }
        } catch (NoRoomException | OutOfMemoryError e) {
            close();
            throw e;
        }
    }

    /** What requests must have in common to share a run; {@link WaitingLine#ALONE} for one that cannot. */
    static Object key(InferenceRequest request) {
        List<Object> key = new ArrayList<>();
        key.addAll(request.outputs());
        for (TensorInput input : request.inputs()) {
            long[] dims = input.dims();
            if (dims.length == 0 || dims[0] != request.rows()) {
                return WaitingLine.ALONE;
            }
            for (int i = 1; i < dims.length; i++) {
                key.add(dims[i]);
            }
        }
        return key;
    }

    List<TensorInput> inputs() {
        return inputs;
    }

    int rowCount() {
        return Arrays.stream(rows).sum();
    }

    /** Whether every output has exactly the rows of the inputs. */
    boolean splits(InferenceResult result) {
        for (OutputTensor output : result.outputs()) {
            long[] dims = output.dims();
            if (dims.length == 0 || dims[0] != rowCount()) {
                return false;
            }
        }
        return true;
    }

    /** The part of one request; valid as long as the whole. */
    InferenceResult part(InferenceResult result, int request) {
        int from = Arrays.stream(rows, 0, request).sum();
        return new InferenceResult(
                result.outputs().stream()
                        .map(output -> output.rows(from, rows[request]))
                        .toList(),
                () -> {});
    }

    private TensorInput join(List<TensorInput> parts, ScratchPool pool) {
        TensorInput first = parts.getFirst();
        long[] dims = first.dims();
        dims[0] = rowCount();
        if (first.spec().datatype() == DataType.BYTES) {
            List<String> strings = new ArrayList<>();
            parts.forEach(part -> strings.addAll(part.strings()));
            return new TensorInput(first.spec(), dims, new TensorInput.Strings(strings));
        }
        ScratchBuffer buffer = pool.take();
        memory.add(() -> pool.give(buffer));
        int length = 0;
        for (TensorInput part : parts) {
            var bytes = part.bytes();
            length += bytes.remaining();
            buffer.room(bytes.remaining()).put(bytes);
        }
        return new TensorInput(first.spec(), dims, new TensorInput.Packed(buffer, length));
    }

    @Override
    public void close() {
        memory.forEach(Borrowed::close);
    }
}

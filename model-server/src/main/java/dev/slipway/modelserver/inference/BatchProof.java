package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Mode;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out whether requests may share a run, and what a run of each size costs. Rows run alone and together
 * must give the same bytes; a model whose rows see each other, or whose arithmetic depends on the number of rows, is not
 * batched, and the status says why.
 */
final class BatchProof implements AutoCloseable {
    private static final long BUDGET_NANOS = 2_000_000_000;
    private static final String ON_LOOP =
            " A hand-over to a worker would cost more than it gains: what an event loop reads at once shares runs on it.";
    private static final int FEWEST = 3;
    private static final int MOST = 100;
    private static final long ENOUGH_NANOS = 20_000_000;

    private final OnnxModel model;
    private final Batching batching;
    private final CostCurve single;
    private final List<TensorInput> rows;
    private final List<InferenceResult> alone = new ArrayList<>();
    private final LearnedBatches.Rest rest;
    private final RunTime time;
    private long spentNanos;

    private BatchProof(
            OnnxModel model,
            Batching batching,
            int exampleValue,
            CostCurve single,
            LearnedBatches.Rest rest,
            RunTime time) {
        this.model = model;
        this.time = time;
        this.batching = batching;
        this.single = single;
        this.rest = rest;
        this.rows = batching.mode() == Mode.Off || !rowwise(model)
                ? List.of()
                : UniformInputs.varied(model.signature(), exampleValue, batching.maxBatchSize());
    }

    static BatchPlan plan(
            OnnxModel model, Batching batching, int exampleValue, long nanosPerRun, LearnedBatches.Rest rest)
            throws OrtException, InterruptedException {
        RunTime time = RunTime.of(model);
        CostCurve single = CostCurve.ofSingle(
                Math.min(nanosPerRun, shortest(time, UniformInputs.of(model.signature(), exampleValue, 1))));
        try (BatchProof proof = new BatchProof(model, batching, exampleValue, single, rest, time)) {
            return proof.plan();
        }
    }

    private BatchPlan plan() throws OrtException, InterruptedException {
        if (batching.mode() == Mode.Off) {
            return BatchPlan.off(single, "Batching is switched off.");
        }
        if (rows.isEmpty()) {
            return BatchPlan.off(single, "The first dimension is not variable in every input and output.");
        }
        List<Integer> sizes = new ArrayList<>(List.of(1));
        List<Long> nanos = new ArrayList<>(List.of(single.nanos(1)));
        String end = "";
        for (int size = 2; size <= batching.maxBatchSize() && end.isEmpty(); size = next(size)) {
            long start = time.now();
            end = differs(size);
            if (end.isEmpty()) {
                sizes.add(size);
                nanos.add(shortest(time, first(size)));
                end = spent(time.now() - start) > BUDGET_NANOS ? "Measuring larger runs would take too long." : "";
            }
        }
        // Again, now that the code around the model is compiled: else it would count against single runs only.
        nanos.set(0, Math.min(nanos.getFirst(), shortest(time, first(1))));
        return plan(sizes, nanos, end);
    }

    private BatchPlan plan(List<Integer> sizes, List<Long> nanos, String end) {
        CostCurve curve = new CostCurve(
                sizes.stream().mapToInt(Integer::intValue).toArray(),
                nanos.stream().mapToLong(Long::longValue).toArray());
        int most = sizes.getLast();
        if (most == 1) {
            return BatchPlan.off(curve, end);
        }
        BatchPlan plan =
                new BatchPlan(batching.mode(), most, batching.maxDelay().toNanos(), curve, reason(end));
        if (plan.worthTheLine()) {
            return plan;
        }
        return plan.worthATurn()
                ? new BatchPlan(plan.mode(), most, 0, curve, reason(end) + ON_LOOP)
                : BatchPlan.off(curve, "Sharing a run would gain less than it costs.");
    }

    private static String reason(String end) {
        return end.isEmpty() ? "Rows give the same bytes alone and together." : end;
    }

    /** All small sizes, since odd ones take other paths in the kernels, then doublings with a neighbour. */
    private static int next(int size) {
        return size < 9 ? size + 1 : size % 2 == 1 ? size - 1 + (size - 1) : size + 1;
    }

    private static boolean rowwise(OnnxModel model) {
        return model.signature().inputs().stream().allMatch(BatchProof::rowwise)
                && model.signature().outputs().stream().allMatch(BatchProof::rowwise);
    }

    private static boolean rowwise(TensorSpec tensor) {
        return !tensor.shape().isEmpty() && tensor.shape().getFirst() == -1;
    }

    /** What is wrong with runs of this size; empty when nothing is. */
    private String differs(int size) throws OrtException {
        try (InferenceResult together = model.run(first(size), model.signature().outputNames())) {
            for (int row = 0; row < size; row++) {
                String difference = differs(together, size, row);
                if (!difference.isEmpty()) {
                    return difference;
                }
            }
            return "";
        } catch (OrtException e) {
            return "The model cannot run %d rows at once.".formatted(size);
        }
    }

    private String differs(InferenceResult together, int size, int row) throws OrtException {
        while (alone.size() <= row) {
            alone.add(runAlone(alone.size()));
        }
        List<OutputTensor> expected = alone.get(row).outputs();
        for (int i = 0; i < expected.size(); i++) {
            OutputTensor whole = together.outputs().get(i);
            if (whole.dims()[0] != size) {
                return "Output '%s' has %d rows for %d rows of input."
                        .formatted(whole.spec().name(), whole.dims()[0], size);
            }
            OutputTensor part = whole.rows(row, 1);
            boolean same = Arrays.equals(part.dims(), expected.get(i).dims())
                    && part.bytes().equals(expected.get(i).bytes())
                    && part.strings().equals(expected.get(i).strings());
            if (!same) {
                return "Output '%s' of a row differs between a run of 1 and a run of %d rows."
                        .formatted(whole.spec().name(), size);
            }
        }
        return "";
    }

    /** Kept until the proof is over: a result gives its memory back when it is closed. */
    private InferenceResult runAlone(int row) throws OrtException {
        return model.run(
                rows.stream().map(input -> input.rows(row, 1)).toList(),
                model.signature().outputNames());
    }

    private List<TensorInput> first(int size) {
        return rows.stream().map(input -> input.rows(0, size)).toList();
    }

    private long spent(long nanos) throws InterruptedException {
        spentNanos += nanos;
        rest.after(nanos);
        return spentNanos;
    }

    private static long shortest(RunTime time, List<TensorInput> inputs) throws OrtException {
        return time.shortest(inputs, FEWEST, MOST, ENOUGH_NANOS);
    }

    @Override
    public void close() {
        alone.forEach(InferenceResult::close);
    }
}

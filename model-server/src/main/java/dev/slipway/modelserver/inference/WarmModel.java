package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OrtMessage;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.workload.failure.FailureException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A model that has answered requests made from its own signature.
 *
 * @param model the model
 * @param pool the memory of requests
 * @param placement where its requests run, from the measured cost
 * @param plan whether requests share runs
 * @param nanosPerRun the median of the measured runs
 * @param exampleValue an input on which it runs has this value everywhere: 0 or 1
 */
public record WarmModel(
        OnnxModel model, ScratchPool pool, Placement placement, BatchPlan plan, long nanosPerRun, int exampleValue) {

    private static final int FEWEST = 4;
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Runs the model often enough that a first client does not pay for it, and learns what runs cost. */
    public static WarmModel warm(OnnxModel model, int requests, Batching batching) throws FailureException {
        int value = workingValue(model);
        List<TensorInput> inputs = UniformInputs.of(model.signature(), value, 1);
        long elements = inputs.stream().mapToLong(TensorInput::elementCount).sum();
        try {
            long median = median(model, inputs, Math.max(FEWEST, requests));
            BatchPlan plan = BatchProof.plan(model, batching, value, median);
            return new WarmModel(model, new ScratchPool(), new Placement(median, elements), plan, median, value);
        } catch (OrtException e) {
            throw new FailureException(
                    Reason.WarmupFailed, "The model fails at its second run: " + OrtMessage.shorten(e), e);
        }
    }

    /** Of the later half: the first runs of a model allocate. */
    private static long median(OnnxModel model, List<TensorInput> inputs, int requests) throws OrtException {
        long[] nanos = new long[requests];
        long enough = System.nanoTime() + LONGEST_NANOS;
        int count = 0;
        while (count < requests && (count < FEWEST || System.nanoTime() - enough < 0)) {
            nanos[count++] = run(model, inputs);
        }
        long[] later = Arrays.copyOfRange(nanos, count / 2, count);
        Arrays.sort(later);
        return later[later.length / 2];
    }

    /** Zeros, or ones for a model that cannot run on zeros. */
    private static int workingValue(OnnxModel model) throws FailureException {
        String cause = "";
        for (int value = 0; value <= 1; value++) {
            try {
                run(model, UniformInputs.of(model.signature(), value, 1));
                return value;
            } catch (OrtException e) {
                cause = cause.isEmpty() ? OrtMessage.shorten(e) : cause;
            }
        }
        throw new FailureException(
                Reason.WarmupFailed, "The model fails on an input of zeros made from its signature: " + cause);
    }

    private static long run(OnnxModel model, List<TensorInput> inputs) throws OrtException {
        long start = System.nanoTime();
        model.run(inputs, model.signature().outputNames()).close();
        return System.nanoTime() - start;
    }
}

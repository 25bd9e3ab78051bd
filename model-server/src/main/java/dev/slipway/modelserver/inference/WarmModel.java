package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.onnx.FiniteNumbers;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OrtMessage;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.workload.failure.FailureException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A model that has answered requests made from its own signature.
 *
 * @param model the model
 * @param memory what all requests may take together
 * @param pool the memory of requests
 * @param placement where its requests run, from the measured cost
 * @param batches whether requests share runs
 * @param nanosPerRun the shortest of the measured runs: whatever else the machine does only adds
 * @param exampleValue an input on which it runs, with finite numbers if it can, has this value everywhere: 0 or 1
 */
public record WarmModel(
        OnnxModel model,
        RequestMemory memory,
        ScratchPool pool,
        Placement placement,
        LearnedBatches batches,
        long nanosPerRun,
        int exampleValue) {

    private static final int FEWEST = 2;
    /** A slow model is not made faster by more runs, and its pod is waited for. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Runs the model often enough that a first client does not pay for it, and learns what runs cost. */
    public static WarmModel warm(OnnxModel model, int requests, Batching batching) throws FailureException {
        return warm(model, requests, batching, RequestMemory.unbounded());
    }

    /** The same, for requests that share this memory. */
    public static WarmModel warm(OnnxModel model, int requests, Batching batching, RequestMemory memory)
            throws FailureException {
        FirstRun first = FirstRun.of(model);
        int value = first.value();
        List<TensorInput> inputs = UniformInputs.of(model.signature(), value, 1);
        long elements = inputs.stream().mapToLong(TensorInput::elementCount).sum();
        try {
            long nanos = first.nanos() > LONGEST_NANOS
                    ? first.nanos()
                    : RunTime.onWall(model).shortest(inputs, FEWEST, requests, LONGEST_NANOS);
            Placement placement = new Placement(nanos, elements, RunTime.clock(model));
            LearnedBatches batches = new LearnedBatches(model, batching, value, placement, nanos);
            return new WarmModel(model, memory, new ScratchPool(memory.tensors()), placement, batches, nanos, value);
        } catch (OrtException e) {
            throw new FailureException(
                    Reason.WarmupFailed, "The model fails at its second run: " + OrtMessage.shorten(e), e);
        }
    }

    /** What holds now of sharing runs. */
    public BatchPlan plan() {
        return batches.plan();
    }

    /** One row of the example value for each input. */
    public List<TensorInput> example() {
        return UniformInputs.of(model.signature(), exampleValue, 1);
    }

    /**
     * The first run that succeeded and gave finite numbers, or else the first that succeeded.
     *
     * @param value of all inputs: 0, or 1 for a model that cannot run on zeros or, as a logarithm, gives infinity for them
     */
    private record FirstRun(int value, long nanos) {
        static FirstRun of(OnnxModel model) throws FailureException {
            String cause = "";
            Optional<FirstRun> some = Optional.empty();
            for (int value = 0; value <= 1; value++) {
                List<TensorInput> inputs = UniformInputs.of(model.signature(), value, 1);
                long begin = System.nanoTime();
                try (InferenceResult result =
                        model.run(inputs, model.signature().outputNames())) {
                    FirstRun run = new FirstRun(value, System.nanoTime() - begin);
                    if (finite(result)) {
                        return run;
                    }
                    some = some.isEmpty() ? Optional.of(run) : some;
                } catch (OrtException e) {
                    cause = cause.isEmpty() ? OrtMessage.shorten(e) : cause;
                }
            }
            String why = cause;
            return some.orElseThrow(() -> new FailureException(
                    Reason.WarmupFailed, "The model fails on an input of zeros made from its signature: " + why));
        }

        private static boolean finite(InferenceResult result) {
            return result.outputs().stream()
                    .allMatch(output -> FiniteNumbers.all(output.spec().datatype(), output.bytes()));
        }
    }
}

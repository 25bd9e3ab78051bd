package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.TensorInput;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures what runs of a model take: of several the shortest, since whatever else the machine does makes a run longer,
 * never shorter.
 */
final class RunTime {
    private final OnnxModel model;
    private final LongSupplier clock;

    private RunTime(OnnxModel model, LongSupplier clock) {
        this.model = model;
        this.clock = clock;
    }

    /** By the clock on the wall, which costs nothing to begin with. */
    static RunTime onWall(OnnxModel model) {
        return new RunTime(model, System::nanoTime);
    }

    /**
     * By the calling thread's processor time where the model computes on it alone, so that a busy machine does not look
     * like a slow model; by the clock on the wall where other threads or a GPU compute.
     */
    static RunTime of(OnnxModel model) {
        return new RunTime(model, clock(model));
    }

    /** The same clock, for runs that others make. */
    static LongSupplier clock(OnnxModel model) {
        var threads = ManagementFactory.getThreadMXBean();
        return model.computesOnCaller() && threads.isCurrentThreadCpuTimeSupported()
                ? threads::getCurrentThreadCpuTime
                : System::nanoTime;
    }

    /** Nanoseconds since a moment that is always the same. */
    long now() {
        return clock.getAsLong();
    }

    /** The shortest of at least {@code fewest} runs, and at most {@code most} or as many as fit into a time. */
    long shortest(List<TensorInput> inputs, int fewest, int most, long enoughNanos) throws OrtException {
        long shortest = Long.MAX_VALUE;
        long begin = now();
        for (int i = 0; i < fewest || (i < most && now() - begin < enoughNanos); i++) {
            long start = now();
            model.run(inputs, model.signature().outputNames()).close();
            shortest = Math.min(shortest, now() - start);
        }
        return shortest;
    }
}

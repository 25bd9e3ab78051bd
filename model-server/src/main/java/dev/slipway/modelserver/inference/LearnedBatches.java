package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OrtMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * What is known of sharing runs. Until {@link #learn} is through, nothing is: every request runs alone, which is always
 * right. So a server need not wait for measurements of large runs before it answers.
 */
public final class LearnedBatches {
    private static final String LEARNING = "Whether rows may share a run is being found out.";

    private final OnnxModel model;
    private final Batching batching;
    private final int exampleValue;
    private final Placement placement;
    private volatile BatchPlan plan;
    private volatile boolean learned;

    LearnedBatches(OnnxModel model, Batching batching, int exampleValue, Placement placement, long nanosPerRun) {
        this.model = model;
        this.batching = batching;
        this.exampleValue = exampleValue;
        this.placement = placement;
        this.plan = BatchPlan.off(CostCurve.ofSingle(nanosPerRun), LEARNING);
    }

    /** What holds now. */
    public BatchPlan plan() {
        return plan;
    }

    /** What the server can do; empty until it has been found out. */
    public Optional<Capacity> capacity() {
        return learned ? Optional.of(Capacity.of(plan, Runtime.getRuntime().availableProcessors())) : Optional.empty();
    }

    /** How long to leave the processor to the requests after a measurement of so many nanoseconds. */
    public interface Rest {
        /** No rest: nobody else is there. */
        Rest NONE = nanos -> {};

        /** Three quarters of the time are the requests'. */
        Rest FOR_REQUESTS = nanos -> Thread.sleep(Duration.ofNanos(3 * nanos));

        /** Waits. */
        void after(long nanos) throws InterruptedException;
    }

    /** Measures and compares; from its end on the plan is the learnt one. */
    public BatchPlan learn(Rest rest) throws InterruptedException {
        try {
            BatchPlan learned =
                    BatchProof.plan(model, batching, exampleValue, plan.curve().nanos(1), rest);
            placement.measured(learned.curve().nanos(1));
            plan = learned;
        } catch (OrtException e) {
            plan = BatchPlan.off(plan.curve(), "The model fails at its second run: " + OrtMessage.shorten(e));
        }
        learned = true;
        return plan;
    }
}

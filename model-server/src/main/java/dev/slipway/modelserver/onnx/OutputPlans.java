package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What shapes a run will give, learnt from an earlier run with inputs of the same shapes. A model whose output shapes
 * depend on values breaks such a promise; the runtime then refuses to write and the plan is given up.
 */
final class OutputPlans {
    private static final int MOST_PLANS = 256;
    private static final int MOST_SETS = 16;
    private static final long LARGEST = 1 << 20;
    private static final int MOST_BROKEN = 3;
    /** Bytes of all sets that no run uses: clients choose shapes. */
    private static final long MOST_KEPT = 16 << 20;

    private final ConcurrentHashMap<Key, Plan> plans = new ConcurrentHashMap<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicLong kept = new AtomicLong();

    /** What decides the shapes of an answer. */
    record Key(Set<String> outputs, List<TensorInput> inputs) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && sameOutputs(key.outputs) && sameShapes(key.inputs);
        }

        private boolean sameOutputs(Set<String> others) {
            // The order matters as well: an answer has its outputs in the order of the request.
            return outputs == others || List.copyOf(outputs).equals(List.copyOf(others));
        }

        private boolean sameShapes(List<TensorInput> others) {
            for (int i = 0; i < inputs.size(); i++) {
                if (!inputs.get(i).sameShape(others.get(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            int hash = outputs.size();
            for (int i = 0; i < inputs.size(); i++) {
                hash = 31 * hash + inputs.get(i).shapeHash();
            }
            return hash;
        }

        /** Without the memory of a request. */
        Key forKeeping() {
            return new Key(outputs, inputs.stream().map(TensorInput::shapeOnly).toList());
        }
    }

    /** The memory that fits one key. */
    final class Plan {
        private final List<OutputTensor> like;
        private final long size;
        private final ArrayBlockingQueue<PinnedOutputs> free = new ArrayBlockingQueue<>(MOST_SETS);

        private Plan(List<OutputTensor> like) {
            this.like = like;
            this.size = like.stream().mapToLong(OutputPlans::size).sum();
        }

        PinnedOutputs take(OrtEnvironment environment) throws OrtException {
            PinnedOutputs set = free.poll();
            if (set == null) {
                return PinnedOutputs.allocate(environment, like);
            }
            kept.addAndGet(-size);
            return set;
        }

        void give(PinnedOutputs set) {
            if (kept.addAndGet(size) > MOST_KEPT || !free.offer(set)) {
                kept.addAndGet(-size);
                set.release();
            }
        }
    }

    /** The plan for such a run, if there is one. */
    @Nullable
    Plan find(Key key) {
        return plans.get(key);
    }

    /** Learns from a run without a plan. */
    void learn(Key key, List<OutputTensor> outputs) {
        if (broken.get() >= MOST_BROKEN || plans.size() >= MOST_PLANS) {
            return;
        }
        for (OutputTensor output : outputs) {
            DataType type = output.spec().datatype();
            long size = size(output);
            if (type.java() == OnnxJavaType.UNKNOWN || type == DataType.BYTES || size == 0 || size > LARGEST) {
                return;
            }
        }
        List<OutputTensor> like = outputs.stream().map(OutputTensor::shapeOnly).toList();
        plans.putIfAbsent(key.forKeeping(), new Plan(like));
    }

    private static long size(OutputTensor output) {
        return (long) output.elementCount() * output.spec().datatype().size();
    }

    /** A run gave other shapes than the plan said. */
    void forget(Key key) {
        plans.remove(key);
        broken.incrementAndGet();
    }
}

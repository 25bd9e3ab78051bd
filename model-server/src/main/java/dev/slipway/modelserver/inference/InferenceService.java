package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.InferenceResult;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The model, to every protocol. */
public interface InferenceService {
    /**
     * Runs the model, at once or after a wait, and tells the completion exactly once. From here on the request belongs to
     * the service, which closes it when the completion has returned.
     *
     * <p>The completion runs on the calling thread before this method returns, or later on the {@link Completion#loop} that
     * it names or on one of the service's workers. A caller that lives on an event loop encodes its answer in the completion
     * and then goes back to its loop by itself.
     *
     * @return by which the caller can give up
     */
    Pending infer(InferenceRequest request, Completion completion);

    /**
     * Runs work that is too long for an event loop (decoding a large body) on a worker. An {@link #infer} from within runs
     * on that same worker. Where too much waits already, {@code refused} is told at once on the calling thread.
     */
    default Pending offload(Runnable work, Consumer<InferenceFailure> refused) {
        return offload(work, Scheduling.DEFAULT, refused);
    }

    /**
     * The same for work that may not wait as long as it likes.
     *
     * @return by which the caller can give up; then {@code refused} is told {@code CANCELLED}
     */
    Pending offload(Runnable work, Scheduling scheduling, Consumer<InferenceFailure> refused);

    /** What becomes of a request. One of the methods is called, once. */
    interface Completion {
        /** The answer; valid until this method returns, as are the tensors of the request. */
        void succeeded(InferenceResult result);

        /** No answer. */
        void failed(InferenceFailure failure);

        /** It waited so long for a worker; told before the outcome. */
        default void waited(long nanos) {}

        /** The run that gave its answer took so long; told before the outcome. */
        default void computed(long nanos) {}

        /**
         * The event loop that asks, where that is the calling thread: on it the request may run once the loop has read all that
         * has arrived. Null on every other thread.
         */
        default @Nullable Executor loop() {
            return null;
        }

        /** What came with the request; asked only where somebody wants to know. */
        default Origin origin() {
            return Origin.UNKNOWN;
        }
    }

    /** A request that may still wait. */
    interface Pending {
        /** Nothing to give up any more. */
        Pending DONE = () -> {};

        /**
         * The client went away: a request that waits is dropped (its completion is told {@code CANCELLED}); one that runs
         * runs on.
         */
        void cancel();
    }
}

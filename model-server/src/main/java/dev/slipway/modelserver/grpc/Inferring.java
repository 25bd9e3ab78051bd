package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.ExplainedRow;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.Origin;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.inference.TopClasses;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.telemetry.RequestObserver;
import dev.slipway.workload.grpc.Call;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One ModelInferRequest on its way through the model and back to the event loop of its call. */
final class Inferring implements InferenceService.Completion {
    /** A larger message is decoded by a worker. */
    private static final int LARGEST_ON_LOOP = 1 << 16;

    private final Shared shared;
    private final Call call;
    private final Listener listener;
    private final boolean inStream;
    private final long startNanos = System.nanoTime();
    private volatile InferenceService.Pending pending = InferenceService.Pending.DONE;
    private volatile boolean cancelled;
    private @Nullable InferCall decoded;
    private @Nullable OutputTensor explanations;
    private long waitedNanos;
    private long computedNanos;

    /** Hears of the outcome on the event loop. */
    interface Listener {
        /** The framed answer, which the listener releases. */
        void answered(ByteBuf frame);

        /** No answer to the request of this id. */
        void failed(String id, InferenceFailure failure);
    }

    /**
     * What all inferences of a server have in common.
     *
     * @param model names
     * @param writer of answers
     * @param service the model itself
     * @param explainer for who asks, where explanations are on
     * @param metrics counters
     * @param maxInFlight requests that may be under way at once, whatever their protocol
     */
    record Shared(
            ServedModel model,
            InferResponseWriter writer,
            InferenceService service,
            Optional<Explainer> explainer,
            ModelMetrics metrics,
            int maxInFlight) {
        static final InferenceFailure BUSY =
                new InferenceFailure(FailureCode.RESOURCE_EXHAUSTED, "The server is busy; try again.", 1000);

        /** Lets a request in; else it has been counted as refused. */
        boolean admit() {
            if (metrics.enter(maxInFlight)) {
                return true;
            }
            metrics.failed(BUSY.code().kind());
            return false;
        }
    }

    Inferring(Shared shared, Call call, boolean inStream, Listener listener) {
        this.shared = shared;
        this.call = call;
        this.inStream = inStream;
        this.listener = listener;
    }

    /** Begins; takes the message over. */
    void start(ByteBuf message) {
        if (message.readableBytes() <= LARGEST_ON_LOOP) {
            infer(message);
            return;
        }
        pending = shared.service().offload(() -> infer(message), new Scheduling(0, call.deadlineNanos()), failure -> {
            message.release();
            failed(failure);
        });
    }

    /** The client is gone: what waits will not run, what runs is for nobody. */
    void cancel() {
        cancelled = true;
        pending.cancel();
    }

    private void infer(ByteBuf message) {
        try {
            long start = System.nanoTime();
            InferRequestReader reader = new InferRequestReader(shared.model(), message.nioBuffer());
            InferCall ready = reader.read(message::release, call.deadlineNanos());
            shared.metrics().decoded(System.nanoTime() - start);
            decoded = ready;
            if (ready.explained()) {
                explain(ready.request());
            } else {
                run(ready.request());
            }
        } catch (RequestException e) {
            failed(e.failure());
        } catch (RuntimeException e) {
            failed(InferenceFailure.defect(e));
        } catch (OutOfMemoryError e) {
            failed(InferenceFailure.of(FailureCode.OUT_OF_MEMORY, "The server has no memory left for this request."));
        }
    }

    private void run(InferenceRequest request) {
        if (cancelled) {
            request.close();
            failed(InferenceFailure.of(FailureCode.CANCELLED, "The client went away."));
        } else {
            pending = shared.service().infer(request, this);
        }
    }

    /** On a worker, before the model runs for the answer. */
    private void explain(InferenceRequest request) throws RequestException {
        Explainer explainer;
        try {
            explainer = Explainer.asTensor(shared.explainer(), shared.model().signature());
        } catch (RequestException e) {
            request.close();
            throw e;
        }
        pending = shared.service().offload(() -> explained(explainer, request), request.scheduling(), failure -> {
            request.close();
            failed(failure);
        });
    }

    private void explained(Explainer explainer, InferenceRequest request) {
        try {
            long start = System.nanoTime();
            explanations = ExplainedRow.tensor(explainer.explain(request), NonFinite.REFUSED);
            shared.metrics().explained(System.nanoTime() - start);
        } catch (RequestException e) {
            request.close();
            failed(e.failure());
            return;
        } catch (RuntimeException e) {
            request.close();
            failed(InferenceFailure.defect(e));
            return;
        }
        run(request);
    }

    /** Writes the answer where the model ran, so that a large one costs a worker, not the loop. */
    @Override
    public void succeeded(InferenceResult result) {
        InferCall asked = Objects.requireNonNull(decoded, "the request has been read");
        ByteBuf frame;
        try {
            long start = System.nanoTime();
            frame = shared.writer()
                    .write(call.allocator(), asked.request().id(), outputs(asked, result), asked.raw(), inStream);
            shared.metrics().encoded(System.nanoTime() - start);
        } catch (RuntimeException e) {
            failed(InferenceFailure.defect(e));
            return;
        }
        call.execute(() -> {
            if (call.over()) {
                shared.metrics().failed(FailureKind.CANCELED, System.nanoTime() - startNanos);
            } else {
                shared.metrics().succeeded(System.nanoTime() - startNanos);
                observed();
            }
            listener.answered(frame);
        });
    }

    /** As they are wanted. */
    private List<OutputTensor> outputs(InferCall asked, InferenceResult result) {
        OutputTensor more = explanations;
        if (asked.classes().isEmpty() && more == null) {
            return result.outputs();
        }
        List<OutputTensor> outputs = new ArrayList<>();
        for (OutputTensor output : result.outputs()) {
            String name = output.spec().name();
            int wanted = asked.classes().getOrDefault(name, 0);
            List<String> labels = shared.model().labels().of(name);
            outputs.add(wanted == 0 ? output : TopClasses.of(output, wanted, labels));
        }
        if (more != null) {
            outputs.add(more);
        }
        return outputs;
    }

    @Override
    public void waited(long nanos) {
        waitedNanos += nanos;
    }

    @Override
    public void computed(long nanos) {
        computedNanos += nanos;
    }

    @Override
    public @Nullable Executor loop() {
        return call.eventLoop().inEventLoop() ? call.eventLoop() : null;
    }

    @Override
    public Origin origin() {
        return CallMetadata.origin(call);
    }

    @Override
    public void failed(InferenceFailure failure) {
        call.execute(() -> {
            shared.metrics().failed(failure.code().kind(), System.nanoTime() - startNanos);
            if (!call.over()) {
                observed();
            }
            InferCall asked = decoded;
            listener.failed(asked == null ? "" : asked.request().id(), failure);
        });
    }

    /** On the event loop, since several requests of a stream are told of by one observer. */
    private void observed() {
        InferCall asked = decoded;
        if (asked != null) {
            RequestObserver observer = ObservedCall.observer(call);
            observer.decoded(asked.request().id(), asked.request().rows());
            observer.waited(waitedNanos);
            observer.computed(computedNanos);
        }
    }
}

package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.Origin;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import io.netty.buffer.ByteBuf;
import org.jboss.logging.Logger;

/** One ModelInferRequest on its way through the model and back to the event loop of its call. */
final class Inferring implements InferenceService.Completion {
    private static final Logger LOG = Logger.getLogger(Inferring.class);
    /** A larger message is decoded by a worker. */
    private static final int LARGEST_ON_LOOP = 1 << 16;

    private final Shared shared;
    private final Call call;
    private final Listener listener;
    private final boolean inStream;
    private final long startNanos = System.nanoTime();
    private volatile InferenceService.Pending pending = InferenceService.Pending.DONE;
    private String id = "";
    private boolean raw;

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
     * @param metrics counters
     * @param maxInFlight requests that may be under way at once, whatever their protocol
     */
    record Shared(
            ServedModel model,
            InferResponseWriter writer,
            InferenceService service,
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
        shared.service().offload(() -> infer(message), failure -> {
            message.release();
            failed(failure);
        });
    }

    void cancel() {
        pending.cancel();
    }

    private void infer(ByteBuf message) {
        try {
            long start = System.nanoTime();
            InferRequestReader reader = new InferRequestReader(shared.model(), message.nioBuffer());
            InferCall decoded = reader.read(message::release, call.deadlineNanos());
            shared.metrics().decoded(System.nanoTime() - start);
            id = decoded.request().id();
            raw = decoded.raw();
            pending = shared.service().infer(decoded.request(), this);
        } catch (RequestException e) {
            failed(e.failure());
        } catch (RuntimeException e) {
            failed(defect(e));
        } catch (OutOfMemoryError e) {
            failed(InferenceFailure.of(FailureCode.OUT_OF_MEMORY, "The server has no memory left for this request."));
        }
    }

    /** Writes the answer where the model ran, so that a large one costs a worker, not the loop. */
    @Override
    public void succeeded(InferenceResult result) {
        ByteBuf frame;
        try {
            long start = System.nanoTime();
            frame = shared.writer().write(call.allocator(), id, result, raw, inStream);
            shared.metrics().encoded(System.nanoTime() - start);
        } catch (RuntimeException e) {
            failed(defect(e));
            return;
        }
        call.execute(() -> {
            shared.metrics().succeeded(System.nanoTime() - startNanos);
            listener.answered(frame);
        });
    }

    @Override
    public Origin origin() {
        return call.origin();
    }

    @Override
    public void failed(InferenceFailure failure) {
        call.execute(() -> {
            shared.metrics().failed(failure.code().kind());
            listener.failed(id, failure);
        });
    }

    /** A defect must cost its own request only: the log has the stack, the client a sentence. */
    private static InferenceFailure defect(RuntimeException e) {
        LOG.error("a request met a defect", e);
        return InferenceFailure.of(FailureCode.INTERNAL, "The server met an internal error; its log has the details.");
    }
}

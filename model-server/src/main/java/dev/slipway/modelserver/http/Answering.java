package dev.slipway.modelserver.http;

import dev.slipway.modelserver.http.InferenceEndpoint.Shared;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceService.Completion;
import dev.slipway.modelserver.inference.Origin;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.telemetry.RequestObserver;
import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Encodes an answer where the model ran, so that a large one costs a worker, not the loop. */
final class Answering implements Completion {
    /** Bytes for an element while it is written: mostly below eight characters, in a buffer and in the larger one it moves to. */
    private static final int WRITTEN = 16;

    private final Shared shared;
    private final Codec codec;
    private final Protocol.Call call;
    private final Asked asked;
    private final BiConsumer<Answer, @Nullable Room> deliver;

    /**
     * Who is answered.
     *
     * @param request what was asked
     * @param form how numbers are written that JSON does not have
     * @param context its event loop
     * @param observer who is told
     * @param startNanos when it began
     */
    record Asked(
            HttpServerRequest request,
            NonFinite form,
            ContextInternal context,
            RequestObserver observer,
            long startNanos) {}

    /** For one call; the answer may be delivered on any thread. */
    Answering(Shared shared, Codec codec, Protocol.Call call, Asked asked, BiConsumer<Answer, @Nullable Room> deliver) {
        this.shared = shared;
        this.codec = codec;
        this.call = call;
        this.asked = asked;
        this.deliver = deliver;
    }

    @Override
    public void succeeded(InferenceResult result) {
        Room room;
        try {
            room = room(result);
        } catch (NoRoomException e) {
            failed(InferenceFailure.noRoom(e));
            return;
        }
        Answer answer = encode(result);
        ContentCoding coding = ContentCoding.accepted(asked.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
        if (!answer.worth(coding)) {
            deliver.accept(answer, room);
        } else if (asked.context().inThread() && answer.encoded().body().length() > ByteBudget.SMALL) {
            shared.service()
                    .offload(
                            () -> deliver.accept(answer.compressed(coding), room),
                            busy -> deliver.accept(answer, room));
        } else {
            deliver.accept(answer.compressed(coding), room);
        }
    }

    /** For what writing the answer takes; null for a small one. */
    private @Nullable Room room(InferenceResult result) {
        long elements = 0;
        for (OutputTensor output : result.outputs()) {
            elements += output.elementCount();
        }
        if (elements * WRITTEN <= ByteBudget.SMALL) {
            return null;
        }
        Room room = shared.memory().answers().room();
        room.require(elements * WRITTEN, "an answer of " + elements + " elements");
        return room;
    }

    /** A defect must cost its own request, not a worker and a slot. */
    private Answer encode(InferenceResult result) {
        try {
            return codec.encode(call, result, asked.form());
        } catch (RuntimeException e) {
            return Answer.of(InferenceFailure.defect(e));
        }
    }

    @Override
    public void failed(InferenceFailure failure) {
        deliver.accept(Answer.of(failure), null);
    }

    @Override
    public void waited(long nanos) {
        asked.observer().waited(nanos);
    }

    @Override
    public void computed(long nanos) {
        asked.observer().computed(nanos);
    }

    @Override
    public @Nullable Executor loop() {
        return asked.context().inThread() ? asked.context().nettyEventLoop() : null;
    }

    @Override
    public Origin origin() {
        return new Origin(
                asked.startNanos(),
                asked.request().getHeader(Origin.REQUEST_ID_HEADER),
                asked.request().getHeader(Origin.ENTITY_HEADER),
                asked.request().getHeader(Origin.ARM_HEADER));
    }
}

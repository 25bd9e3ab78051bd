package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.modelserver.enrichment.Enrichment;
import dev.slipway.modelserver.enrichment.EntityRequest;
import dev.slipway.modelserver.enrichment.RequestForm;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService.Pending;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.JsonTrouble;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.json.UnrepresentableNumberException;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.FiniteNumbers;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.workload.memory.Room;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Body in, body out, each measured, each failure mapped. */
final class Codec {
    private final Protocol protocol;
    private final ModelMetrics metrics;
    private final Optional<Completion> completion;

    /** One that takes requests as they are. */
    Codec(Protocol protocol, ModelMetrics metrics) {
        this(protocol, metrics, Optional.empty());
    }

    Codec(Protocol protocol, ModelMetrics metrics, Optional<Completion> completion) {
        this.protocol = protocol;
        this.metrics = metrics;
        this.completion = completion;
    }

    /**
     * How requests that name an entity are completed.
     *
     * @param form where this protocol has its rows
     */
    record Completion(Enrichment enrichment, RequestForm form) {}

    /** The request that a body is, if it names an entity that features are known of. */
    Optional<EntityRequest> named(RequestBody body, Supplier<Room> room) throws RequestException {
        return completion.isEmpty() || body.header(BinaryTail.HEADER) != null
                ? Optional.empty()
                : completion
                        .get()
                        .enrichment()
                        .read(body.bytes(), completion.get().form(), room);
    }

    /** Gets what it lacks; on the event loop. */
    Pending complete(EntityRequest named, Consumer<byte[]> completed, Consumer<InferenceFailure> failed) {
        return completion.orElseThrow().enrichment().complete(named, completed, failed);
    }

    /** A decoded request, or the answer that refuses it. */
    sealed interface Decoded {
        /** Tensors. */
        record Ready(Protocol.Call call) implements Decoded {}

        /** An error. */
        record Refused(InferenceFailure failure) implements Decoded {}
    }

    Decoded decode(RequestBody body) {
        long start = System.nanoTime();
        try {
            Protocol.Call call = protocol.decode(body);
            metrics.decoded(System.nanoTime() - start);
            return new Decoded.Ready(call);
        } catch (RequestException e) {
            return new Decoded.Refused(e.failure());
        } catch (InvalidTensorException e) {
            return refused(String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return refused(JsonTrouble.sentence(e));
        } catch (IOException e) {
            return refused("The body is no UTF-8 text: " + e.getMessage());
        } catch (OutOfMemoryError e) {
            return new Decoded.Refused(outOfMemory());
        }
    }

    Answer encode(Protocol.Call call, InferenceResult result, NonFinite form) {
        long start = System.nanoTime();
        try {
            Encoded body = call.encoder().encode(result, form);
            metrics.encoded(System.nanoTime() - start);
            return Answer.ok(body);
        } catch (RequestException e) {
            InferenceFailure failure = e.failure();
            return Answer.of(
                    failure.code() == FailureCode.UNREPRESENTABLE
                            ? unrepresentable(call.request(), failure.message())
                            : failure);
        } catch (UnrepresentableNumberException e) {
            return Answer.of(unrepresentable(call.request(), String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        } catch (OutOfMemoryError e) {
            return Answer.of(outOfMemory());
        }
    }

    /** NaN that came in may go out: that is the request's doing. A model that makes it of finite numbers is a bad one. */
    private static InferenceFailure unrepresentable(InferenceRequest request, String message) {
        for (TensorInput input : request.inputs()) {
            if (!FiniteNumbers.all(input.spec().datatype(), input.bytes())) {
                return InferenceFailure.of(
                        FailureCode.INVALID_ARGUMENT,
                        "%s The request's input '%s' holds NaN or infinity itself."
                                .formatted(message, input.spec().name()));
            }
        }
        return InferenceFailure.of(FailureCode.UNREPRESENTABLE, message);
    }

    private static Decoded refused(String message) {
        return new Decoded.Refused(InferenceFailure.of(FailureCode.INVALID_ARGUMENT, message));
    }

    private static InferenceFailure outOfMemory() {
        return InferenceFailure.of(FailureCode.OUT_OF_MEMORY, "The server has no memory left for this request.");
    }
}

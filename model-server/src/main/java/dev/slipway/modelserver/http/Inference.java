package dev.slipway.modelserver.http;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.UnrepresentableNumberException;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OrtMessage;
import java.io.IOException;

/** Body in, answer out, without HTTP: decode, run, encode, each measured, each failure mapped to its status. */
final class Inference {
    private final OnnxModel model;
    private final ModelMetrics metrics;

    Inference(OnnxModel model, ModelMetrics metrics) {
        this.model = model;
        this.metrics = metrics;
    }

    /** A decoded request, or the answer that refuses it. */
    sealed interface Decoded {
        /** Tensors. */
        record Ready(InferenceCall call) implements Decoded {}

        /** An error. */
        record Refused(Answer answer) implements Decoded {}
    }

    Decoded decode(Protocol protocol, byte[] body) {
        long start = System.nanoTime();
        try {
            InferenceCall call = protocol.decode(body);
            metrics.decoded(System.nanoTime() - start);
            return new Decoded.Ready(call);
        } catch (RequestException e) {
            return refused(e.status(), e.getMessage());
        } catch (InvalidTensorException e) {
            return refused(400, e.getMessage());
        } catch (JsonEOFException e) {
            return refused(400, "The body ends in the middle of its JSON.");
        } catch (JsonProcessingException e) {
            return refused(400, "The body is no JSON that can be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            return refused(400, "The body is no UTF-8 text: " + e.getMessage());
        } catch (OutOfMemoryError e) {
            return refused(503, "The server has no memory left for this request.");
        }
    }

    /** Runs and encodes; the call's memory is given back whatever happens. */
    Answer execute(Protocol protocol, InferenceCall call) {
        try (call) {
            long start = System.nanoTime();
            try (InferenceResult result = model.run(call.inputs(), call.outputs())) {
                long ran = System.nanoTime();
                metrics.executed(call.rows(), ran - start);
                byte[] body = protocol.encode(call, result);
                metrics.encoded(System.nanoTime() - ran);
                return Answer.ok(body);
            }
        } catch (OrtException e) {
            String cause = OrtMessage.shorten(e);
            return Answer.error(400, FailureKind.BACKEND, "The model cannot run on this input: " + cause);
        } catch (RequestException e) {
            return Answer.error(e.status(), FailureKind.OTHER, String.valueOf(e.getMessage()));
        } catch (UnrepresentableNumberException e) {
            return Answer.error(500, FailureKind.BACKEND, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        } catch (OutOfMemoryError e) {
            return Answer.error(503, FailureKind.BACKEND, "The server has no memory left for this request.");
        }
    }

    private static Decoded refused(int status, @org.jspecify.annotations.Nullable String message) {
        return new Decoded.Refused(Answer.error(status, FailureKind.OTHER, String.valueOf(message)));
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.onnx.InferenceResult;
import java.io.IOException;

/** How requests and answers look. Implementations hold no state between calls. */
interface Protocol {
    /** The tensors of a body; nothing is borrowed when it throws. */
    Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException;

    /**
     * A decoded request and how it wants its answer.
     *
     * @param request for the model
     * @param encoder for what the model gives
     */
    record Call(InferenceRequest request, Encoder encoder) {}

    /** Writes an answer. */
    interface Encoder {
        /** The answer's body and headers. */
        Encoded encode(InferenceResult result) throws RequestException, IOException;
    }
}

package dev.slipway.modelserver.http;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.onnx.InferenceResult;
import java.io.IOException;

/** How requests and answers look. Implementations hold no state between the two calls. */
interface Protocol {
    /** The tensors of a body; nothing is borrowed when it throws. */
    InferenceCall decode(byte[] body) throws RequestException, InvalidTensorException, IOException;

    /** The body of an answer. */
    byte[] encode(InferenceCall call, InferenceResult result) throws RequestException, IOException, OrtException;
}

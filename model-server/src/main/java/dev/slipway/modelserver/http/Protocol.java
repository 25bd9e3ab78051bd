package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.onnx.InferenceResult;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How requests and answers look. Implementations hold no state between calls. */
interface Protocol {
    /** The tensors of a body; nothing is borrowed when it throws. */
    Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException;

    /**
     * A decoded request and how it wants its answer.
     *
     * @param request for the model
     * @param encoder for what the model gives
     * @param explaining what is to be explained first, if anything
     */
    record Call(InferenceRequest request, Encoder encoder, Optional<Explaining> explaining) {
        Call(InferenceRequest request, Encoder encoder) {
            this(request, encoder, Optional.empty());
        }

        /** The same with another form around the answer. */
        Call wrapped(UnaryOperator<Encoder> form) {
            return new Call(request, form.apply(encoder), explaining.map(first ->
                    (Explaining) tensors -> form.apply(first.explain(tensors))));
        }
    }

    /** Explains on a worker, before the model runs for the answer. */
    interface Explaining {
        /** Writes the answer with the explanation; the request stays open. */
        Encoder explain(InferenceRequest request) throws RequestException;
    }

    /** Writes an answer. */
    interface Encoder {
        /** The answer's body and headers, with what JSON has no numbers for in this form. */
        Encoded encode(InferenceResult result, NonFinite form) throws RequestException, IOException;
    }
}

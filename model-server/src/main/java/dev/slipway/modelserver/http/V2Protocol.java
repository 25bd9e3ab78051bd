package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.inference.ClassLabels;
import dev.slipway.modelserver.inference.ExplainedRow;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.Explanation;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.PlainJson;
import dev.slipway.modelserver.json.UnusualException;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchPool;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol (V2) in JSON, in binary, and mixed. Data may be flat or nested, fields may come in any
 * order. Answers are flat. Sources: kserve.github.io, "Open Inference Protocol (V2) specification"; Triton, "Binary
 * Tensor Data Extension" and "Classification Extension".
 */
final class V2Protocol implements Protocol {
    private final ModelSignature signature;
    private final ScratchPool pool;
    private final ClassLabels labels;
    private final V2PlainAnswer writer;
    private final Optional<Explainer> explainer;

    /** One that explains nothing. */
    V2Protocol(String modelName, ModelSignature signature, Signature declared, ScratchPool pool) {
        this(modelName, signature, declared, pool, Optional.empty());
    }

    V2Protocol(
            String modelName,
            ModelSignature signature,
            Signature declared,
            ScratchPool pool,
            Optional<Explainer> explainer) {
        this.explainer = explainer;
        this.signature = signature;
        this.pool = pool;
        this.labels = new ClassLabels(signature, declared);
        this.writer = new V2PlainAnswer(modelName, signature);
    }

    @Override
    public Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException {
        BinaryTail tail = BinaryTail.of(body);
        Call plain = tail.raw() ? null : plain(body, BinaryTail.of(body));
        return plain == null ? complete(body, tail) : plain;
    }

    /** The quick way; null where the complete reader must look. */
    @Nullable
    Call plain(RequestBody body, BinaryTail tail) {
        try (InputBinder binder = new InputBinder(signature, pool)) {
            body.hold(binder);
            V2Outputs outputs = new V2Outputs(labels);
            PlainJson json = new PlainJson(body.bytes(), tail.jsonLength());
            V2PlainRequest request = new V2PlainRequest(json, binder, tail, outputs);
            request.read();
            V2Answer answer = new V2Answer(writer, request.id(), outputs);
            return new Call(binder.request(answer.id(), Scheduling.DEFAULT), answer);
        } catch (UnusualException | RequestException e) {
            return null;
        }
    }

    /** Everything the protocol knows, and every error. */
    Call complete(RequestBody body, BinaryTail tail) throws RequestException, InvalidTensorException, IOException {
        try (InputBinder binder = new InputBinder(signature, pool)) {
            body.hold(binder);
            if (tail.raw()) {
                RawRequest.bind(signature, tail.rest(), binder);
                V2Answer answer = new V2Answer(writer, RequestId.random(), V2Outputs.allBinary(labels));
                return new Call(binder.request(answer.id(), Scheduling.DEFAULT), answer);
            }
            try (JsonParser parser = body.parser(0, tail.jsonLength())) {
                V2Request request = new V2Request(binder, body, tail, new V2Outputs(labels));
                request.read(parser);
                V2Answer answer = new V2Answer(writer, request.id(), request.outputs());
                Optional<Explaining> explaining =
                        request.explained() ? Optional.of(explaining(answer)) : Optional.empty();
                return new Call(binder.request(answer.id(), request.scheduling()), answer, explaining);
            }
        }
    }

    private Explaining explaining(V2Answer answer) throws RequestException {
        Explainer explains = Explainer.asTensor(explainer, signature);
        return request -> {
            Explanation explanation = explains.explain(request);
            return (result, form) ->
                    answer.encode(result.with(ExplainedRow.tensor(explanation, answer.form(form))), form);
        };
    }
}

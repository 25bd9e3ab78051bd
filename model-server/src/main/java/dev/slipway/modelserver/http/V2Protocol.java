package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.Json;
import dev.slipway.modelserver.json.TensorElements;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.ScratchPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol (V2) in JSON. Data may be flat or nested, fields may come in any order. Answers are flat.
 * Source: kserve.github.io, "Open Inference Protocol (V2) specification".
 */
final class V2Protocol implements Protocol {
    private final String modelName;
    private final OnnxModel model;
    private final ScratchPool pool;

    V2Protocol(String modelName, OnnxModel model, ScratchPool pool) {
        this.modelName = modelName;
        this.model = model;
        this.pool = pool;
    }

    @Override
    public Call decode(byte[] body) throws RequestException, InvalidTensorException, IOException {
        try (JsonParser parser = Json.FACTORY.createParser(body);
                InputBinder binder = new InputBinder(model.signature(), pool)) {
            JsonFields.startDocument(parser);
            return request(parser, body, binder);
        }
    }

    private Call request(JsonParser parser, byte[] body, InputBinder binder)
            throws RequestException, InvalidTensorException, IOException {
        String id = null;
        boolean hasInputs = false;
        boolean hasOutputs = false;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (field) {
                case "id" -> id = JsonFields.once(id, "id", JsonFields.string(parser, token, "id"));
                case "parameters" -> V2Parameters.ofRequest(parser, token);
                case "inputs" -> {
                    JsonFields.notTwice(hasInputs, "inputs");
                    hasInputs = true;
                    inputs(parser, token, body, binder);
                }
                case "outputs" -> {
                    JsonFields.notTwice(hasOutputs, "outputs");
                    hasOutputs = true;
                    outputs(parser, token, binder);
                }
                default -> parser.skipChildren();
            }
        }
        JsonFields.endDocument(parser);
        if (!hasInputs) {
            throw RequestException.badRequest("The request has no field 'inputs'.");
        }
        String answerId = id == null ? randomId() : id;
        return new Call(binder.request(answerId, Scheduling.DEFAULT), result -> encode(answerId, result));
    }

    private static void inputs(JsonParser parser, JsonToken token, byte[] body, InputBinder binder)
            throws RequestException, InvalidTensorException, IOException {
        JsonFields.expect(token, JsonToken.START_ARRAY, "inputs", "a list of tensors");
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            JsonFields.expect(t, JsonToken.START_OBJECT, "inputs", "a list of objects");
            new V2Input(binder, body).read(parser);
        }
    }

    private static void outputs(JsonParser parser, JsonToken token, InputBinder binder)
            throws RequestException, IOException {
        JsonFields.expect(token, JsonToken.START_ARRAY, "outputs", "a list of objects");
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            JsonFields.expect(t, JsonToken.START_OBJECT, "outputs", "a list of objects");
            binder.want(output(parser));
        }
    }

    private static String output(JsonParser parser) throws RequestException, IOException {
        @Nullable String name = null;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (field) {
                case "name" -> name = JsonFields.once(name, "name", JsonFields.string(parser, token, "name"));
                case "parameters" -> V2Parameters.ofOutput(parser, token);
                default -> parser.skipChildren();
            }
        }
        if (name == null) {
            throw RequestException.badRequest("An entry of 'outputs' has no field 'name'.");
        }
        return name;
    }

    private byte[] encode(String id, InferenceResult result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("model_name", modelName);
            json.writeStringField("model_version", ModelRoutes.VERSION);
            json.writeStringField("id", id);
            json.writeArrayFieldStart("outputs");
            for (OutputTensor output : result.outputs()) {
                write(json, output);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, OutputTensor output) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", output.spec().name());
        json.writeStringField("datatype", output.spec().datatype().name());
        json.writeFieldName("shape");
        long[] dims = output.dims();
        json.writeArray(dims, 0, dims.length);
        json.writeArrayFieldStart("data");
        TensorElements elements = TensorElements.of(output);
        int count = output.elementCount();
        for (int i = 0; i < count; i++) {
            elements.write(json, i);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** KServe's client needs an id in every answer. It only tells requests apart: no cryptographic randomness. */
    private static String randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & ~(3L << 62)) | (1L << 63);
        return new java.util.UUID(most, least).toString();
    }
}

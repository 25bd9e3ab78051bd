package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.json.TensorElements;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.workload.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A V2 answer: JSON, and behind it the bytes of the outputs that are wanted binary. */
final class V2Answer implements Protocol.Encoder {
    private static final CharSequence HEADER_LENGTH = HttpHeaders.createOptimized(BinaryTail.HEADER);
    private static final String OCTETS = "application/octet-stream";

    private final V2PlainAnswer plain;
    private final String id;
    private final V2Outputs wanted;

    V2Answer(V2PlainAnswer plain, String id, V2Outputs wanted) {
        this.plain = plain;
        this.id = id;
        this.wanted = wanted;
    }

    String id() {
        return id;
    }

    @Override
    public Encoded encode(InferenceResult result, NonFinite form) throws IOException {
        Encoded quick = plain.encode(id, wanted, result);
        return quick == null ? complete(result, form(form)) : quick;
    }

    /** The form of NaN and the infinities: that which the request's parameters ask for, or else this. */
    NonFinite form(NonFinite otherwise) {
        return wanted.nonFinite() == NonFinite.REFUSED ? otherwise : wanted.nonFinite();
    }

    private Encoded complete(InferenceResult result, NonFinite form) throws IOException {
        ByteBuf tail = Unpooled.buffer(0);
        ByteBuf body = Unpooled.buffer(512);
        boolean binary = false;
        try (OutputStream out = new ByteBufOutputStream(body);
                JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model_name", plain.modelName());
            json.writeStringField("model_version", ModelRoutes.VERSION);
            json.writeStringField("id", id);
            json.writeArrayFieldStart("outputs");
            for (OutputTensor output : result.outputs()) {
                boolean raw = wanted.binary(output.spec().name());
                binary |= raw;
                write(json, output, raw ? tail : null, form);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        if (!binary) {
            return new Encoded(buffer(body), Encoded.JSON_HEADERS);
        }
        return new Encoded(buffer(Unpooled.wrappedBuffer(body, tail)), headers(body.readableBytes()));
    }

    /** Of an answer with bytes behind so much JSON. */
    static Map<CharSequence, String> headers(int jsonLength) {
        return Map.of(HttpHeaders.CONTENT_TYPE, OCTETS, HEADER_LENGTH, String.valueOf(jsonLength));
    }

    @SuppressWarnings("deprecation") // the one way from Netty's memory to Vert.x's without a copy
    private static Buffer buffer(ByteBuf bytes) {
        return Buffer.buffer(bytes);
    }

    /** Writes one output; its elements where there is no tail for them. */
    private void write(JsonGenerator json, OutputTensor output, @Nullable ByteBuf tail, NonFinite form)
            throws IOException {
        OutputTensor tensor = wanted.tensor(output);
        json.writeStartObject();
        json.writeStringField("name", output.spec().name());
        json.writeStringField("datatype", tensor.spec().datatype().name());
        json.writeFieldName("shape");
        long[] dims = tensor.dims();
        json.writeArray(dims, 0, dims.length);
        if (tail != null) {
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", append(tensor, tail));
            json.writeEndObject();
        } else {
            json.writeArrayFieldStart("data");
            TensorElements elements = TensorElements.of(tensor, form);
            int count = tensor.elementCount();
            for (int i = 0; i < count; i++) {
                elements.write(json, i);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** Appends the raw form; how many bytes it took. */
    private static int append(OutputTensor tensor, ByteBuf tail) {
        int start = tail.readableBytes();
        if (tensor.spec().datatype() == DataType.BYTES) {
            for (String value : tensor.strings()) {
                byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                tail.writeIntLE(utf8.length).writeBytes(utf8);
            }
        } else {
            tail.writeBytes(tensor.bytes());
        }
        return tail.readableBytes() - start;
    }
}

package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.workload.json.Json;
import dev.slipway.workload.json.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests that come as CloudEvents 1.0, in binary mode (attributes in headers) or structured mode (one JSON document),
 * are answered as such in the same mode, with KServe's type and source. Others pass through.
 *
 * <p>Sources: CloudEvents "HTTP Protocol Binding" and "JSON Event Format"; KServe's {@code create_response_cloudevent}.
 */
final class CloudEvents implements Protocol {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final List<String> REQUIRED = List.of("id", "source", "type", "specversion");
    private static final String TYPE = "io.kserve.inference.response";

    private final Protocol inner;
    private final String source;

    CloudEvents(Protocol inner, String modelName) {
        this.inner = inner;
        this.source = "io.kserve.inference." + modelName;
    }

    @Override
    public Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException {
        String type = String.valueOf(body.header(HttpHeaders.CONTENT_TYPE)).toLowerCase(Locale.ROOT);
        if (type.startsWith("application/cloudevents-batch")) {
            throw RequestException.unsupported("Batches of CloudEvents are not supported; send one event.");
        }
        if (type.startsWith("application/cloudevents")) {
            if (!type.startsWith(STRUCTURED)) {
                throw RequestException.unsupported("CloudEvents are read in JSON only: %s.", STRUCTURED);
            }
            Call call = inner.decode(body.with(data(body.bytes())));
            return call.wrapped(encoder -> (result, form) -> structured(encoder.encode(result, form)));
        }
        if (body.header("ce-specversion") == null && body.header("ce-type") == null) {
            return inner.decode(body);
        }
        checkHeaders(body);
        Call call = inner.decode(body);
        return call.wrapped(encoder -> (result, form) -> binary(encoder.encode(result, form)));
    }

    private static void checkHeaders(RequestBody body) throws RequestException {
        for (String attribute : REQUIRED) {
            @Nullable String value = body.header("ce-" + attribute);
            if (value == null || value.isBlank()) {
                throw missing("header 'ce-" + attribute + "'");
            }
            if (attribute.equals("specversion")) {
                checkVersion(value);
            }
        }
    }

    private static RequestException missing(String what) {
        return RequestException.badRequest("The CloudEvent has no %s, which every event needs.", what);
    }

    private static void checkVersion(String version) throws RequestException {
        if (!version.equals("1.0") && !version.equals("0.3")) {
            throw RequestException.badRequest(
                    "The CloudEvent has the version '%s'; 1.0 is supported.", JsonText.shortened(version, 20));
        }
    }

    /** The bytes of the field {@code data}, after the other fields have been checked. */
    private static byte[] data(byte[] body) throws RequestException, IOException {
        byte @Nullable [] data = null;
        Set<String> seen = new HashSet<>();
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            JsonFields.startDocument(parser);
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                JsonFields.notTwice(!seen.add(field), field);
                switch (field) {
                    case "specversion" -> checkVersion(JsonFields.string(parser, token, field));
                    case "id", "source", "type" -> JsonFields.string(parser, token, field);
                    case "data" -> data = value(parser, body);
                    case "data_base64" -> data = base64(JsonFields.string(parser, token, field));
                    default -> parser.skipChildren();
                }
            }
            JsonFields.endDocument(parser);
        }
        for (String attribute : REQUIRED) {
            if (!seen.contains(attribute)) {
                throw missing("field '" + attribute + "'");
            }
        }
        if (data == null) {
            throw RequestException.badRequest("The CloudEvent has no field 'data' with the request.");
        }
        return data;
    }

    /** The bytes of the value on which the parser stands. */
    static byte[] value(JsonParser parser, byte[] body) throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        if (parser.currentToken().isScalarValue()) {
            parser.getText(); // strings are read lazily; the location is behind them only then
        }
        return Arrays.copyOfRange(
                body, start, Math.toIntExact(parser.currentLocation().getByteOffset()));
    }

    private static byte[] base64(String text) throws RequestException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw RequestException.badRequest("The field 'data_base64' is no base64 text.");
        }
    }

    private Encoded binary(Encoded plain) {
        Map<CharSequence, String> headers = new HashMap<>(plain.headers());
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", RequestId.random());
        headers.put("ce-source", source);
        headers.put("ce-type", TYPE);
        return new Encoded(plain.body(), headers);
    }

    private Encoded structured(Encoded plain) {
        String head = "{\"specversion\":\"1.0\",\"id\":\"" + RequestId.random() + "\",\"source\":"
                + JsonText.quote(source) + ",\"type\":\"" + TYPE
                + "\",\"datacontenttype\":\"application/json\",\"data\":";
        Buffer body = Buffer.buffer(head.length() + plain.body().length() + 1)
                .appendBytes(head.getBytes(StandardCharsets.UTF_8))
                .appendBuffer(plain.body())
                .appendByte((byte) '}');
        return new Encoded(body, Map.of(HttpHeaders.CONTENT_TYPE, STRUCTURED));
    }
}

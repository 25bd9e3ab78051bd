package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Triton's repository extension for a server of one model: the model is always loaded, so to load it is done already; it
 * cannot be unloaded, since a server without a model would answer nobody. Another model or other settings come by the
 * ModelDeployment.
 */
final class Repository {
    private static final int LARGEST_BODY = 1 << 16;

    private final String name;
    private final V2Documents documents;
    private final Replies replies;
    private final BooleanSupplier draining;

    Repository(String name, V2Documents documents, Replies replies, BooleanSupplier draining) {
        this.name = name;
        this.documents = documents;
        this.replies = replies;
        this.draining = draining;
    }

    /**
     * What a body may ask for.
     *
     * @param ready only models that are ready
     * @param changes the model's configuration or files
     */
    private record Asked(boolean ready, boolean changes) {
        static final Asked NOTHING = new Asked(false, false);
    }

    private interface Operation {
        String answer(Asked asked) throws RequestException;
    }

    void index(HttpServerRequest request) {
        answer(request, asked -> {
            boolean ready = !draining.getAsBoolean();
            return asked.ready() && !ready ? "[]" : documents.index(ready);
        });
    }

    void load(HttpServerRequest request) {
        answer(request, asked -> {
            if (asked.changes()) {
                throw RequestException.unsupported(
                        "A model's configuration and files come from its ModelDeployment, not from a load request.");
            }
            return "{\"name\":\"" + name + "\",\"load\":true}";
        });
    }

    void unload(HttpServerRequest request) {
        answer(request, asked -> {
            throw RequestException.unsupported(
                    "Model '%s' cannot be unloaded: it is the only one of this server; scale or delete its"
                            .concat(" ModelDeployment."),
                    name);
        });
    }

    private void answer(HttpServerRequest request, Operation operation) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= LARGEST_BODY) {
                body.appendBuffer(chunk);
            } else if (!request.response().ended()) {
                replies.refuseUnread(
                        request, InferenceFailure.of(FailureCode.TOO_LARGE, "The body is larger than 65536 bytes."));
            }
        });
        request.endHandler(ended -> {
            try {
                replies.send(request, 200, Buffer.buffer(operation.answer(asked(body.getBytes()))));
            } catch (RequestException e) {
                replies.refuseUnread(request, e.failure());
            }
        });
        request.exceptionHandler(gone -> {});
    }

    private static Asked asked(byte[] body) throws RequestException {
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return Asked.NOTHING;
        }
        try (JsonParser parser = Json.parser(body, 0, body.length)) {
            JsonFields.startDocument(parser);
            boolean ready = false;
            boolean changes = false;
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                switch (field) {
                    case "ready" -> ready = flag(token);
                    case "parameters" -> changes = changes(parser, token);
                    default -> parser.skipChildren();
                }
            }
            JsonFields.endDocument(parser);
            return new Asked(ready, changes);
        } catch (IOException e) {
            throw RequestException.badRequest("The body is no JSON; it must be empty or a JSON object.");
        }
    }

    private static boolean flag(JsonToken token) throws RequestException {
        if (!token.isBoolean() && token != JsonToken.VALUE_NULL) {
            throw RequestException.badRequest("The field 'ready' must be true or false.");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static boolean changes(JsonParser parser, JsonToken token) throws RequestException, IOException {
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        JsonFields.expect(token, JsonToken.START_OBJECT, "parameters", "an object");
        boolean changes = false;
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            parser.skipChildren();
            changes |= key.equals("config") || key.startsWith("file:");
        }
        return changes;
    }
}

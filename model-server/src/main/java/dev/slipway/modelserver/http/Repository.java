package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Triton's repository extension for a server of one model: the model is always loaded, so to load it is done already; it
 * cannot be unloaded, since a server without a model would answer nobody. Another model or other settings come by the
 * ModelDeployment.
 */
final class Repository {
    private static final int LARGEST_BODY = 1 << 16;

    private final String name;
    private final Replies replies;

    Repository(String name, Replies replies) {
        this.name = name;
        this.replies = replies;
    }

    void load(HttpServerRequest request) {
        withBody(request, body -> {
            if (body.contains("\"config\"") || body.contains("\"file:")) {
                refuse(
                        request,
                        FailureCode.UNSUPPORTED,
                        "A model's configuration and files come from its ModelDeployment, not from a load request.");
            } else {
                replies.send(request, 200, Buffer.buffer("{\"name\":\"" + name + "\",\"load\":true}"));
            }
        });
    }

    void unload(HttpServerRequest request) {
        withBody(
                request,
                body -> refuse(
                        request,
                        FailureCode.UNSUPPORTED,
                        "Model '" + name + "' cannot be unloaded: it is the only one of this server; scale or delete"
                                + " its ModelDeployment."));
    }

    private void withBody(HttpServerRequest request, Consumer<String> then) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= LARGEST_BODY) {
                body.appendBuffer(chunk);
            } else if (!request.response().ended()) {
                refuse(request, FailureCode.TOO_LARGE, "The body is larger than 65536 bytes.");
            }
        });
        request.endHandler(ended -> then.accept(body.toString(StandardCharsets.UTF_8)));
        request.exceptionHandler(gone -> {});
    }

    private void refuse(HttpServerRequest request, FailureCode code, String message) {
        replies.refuseUnread(request, InferenceFailure.of(code, message));
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.json.JsonText;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A V2 body under the binary tensor extension: JSON first, its length in a header, then the bytes of tensors one behind
 * the other. Source: Triton, "Binary Tensor Data Extension".
 */
final class BinaryTail {
    static final String HEADER = "inference-header-content-length";

    private static final int NONE = -1;

    private final ByteBuffer rest;
    private final boolean declared;
    private final int jsonLength;
    private final int length;

    private BinaryTail(RequestBody body, boolean declared, int jsonLength) {
        this.declared = declared;
        this.jsonLength = jsonLength;
        this.rest = body.from(jsonLength);
        this.length = rest.remaining();
    }

    static BinaryTail of(RequestBody body) throws RequestException {
        int json = json(body.headers(), body.length());
        return new BinaryTail(body, json >= 0, json >= 0 ? json : body.length());
    }

    /**
     * How much JSON there is, by the headers alone, in a body with tensors behind it that are large enough to be used where they
     * lie; negative for other bodies, and for those that will be refused.
     */
    static int before(MultiMap headers, int total) {
        if (total < InputBinder.SMALLEST_IN_PLACE || headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            return NONE;
        }
        try {
            int json = json(headers, total);
            return total - json < InputBinder.SMALLEST_IN_PLACE ? NONE : json;
        } catch (RequestException e) {
            return NONE; // told once the body is there
        }
    }

    /** Negative where the header is not there. */
    private static int json(MultiMap headers, int total) throws RequestException {
        @Nullable String header = headers.get(HEADER);
        if (header == null) {
            return NONE;
        }
        for (String other : headers.getAll(HEADER)) {
            if (!other.equals(header)) {
                throw RequestException.badRequest(
                        "The header Inference-Header-Content-Length is given twice, with different values.");
            }
        }
        try {
            long length = Long.parseLong(header.strip());
            if (length >= 0 && length <= total) {
                return (int) length;
            }
        } catch (NumberFormatException e) {
            // told below, with the value
        }
        throw RequestException.badRequest(
                "The header Inference-Header-Content-Length is '%s'; it must be a number from 0 to the length of the body, %d.",
                JsonText.shortened(header, 20), total);
    }

    /** How many bytes of the body are JSON. */
    int jsonLength() {
        return jsonLength;
    }

    /** Whether the whole body is one tensor. */
    boolean raw() {
        return declared && jsonLength == 0;
    }

    /** What has not been taken yet. */
    ByteBuffer rest() {
        return taken(rest.remaining());
    }

    /** The bytes of the next binary tensor. */
    ByteBuffer take(String input, long size) throws RequestException {
        if (!declared) {
            throw RequestException.badRequest(
                    "Input '%s' has the parameter 'binary_data_size'; the request needs the header"
                            .concat(" Inference-Header-Content-Length for that."),
                    input);
        }
        if (size < 0 || size > rest.remaining()) {
            throw RequestException.badRequest(
                    "Input '%s' has a 'binary_data_size' of %d; %d bytes are left of the body.",
                    input, size, rest.remaining());
        }
        return taken((int) size);
    }

    private ByteBuffer taken(int size) {
        ByteBuffer bytes = rest.slice(rest.position(), size);
        rest.position(rest.position() + size);
        return bytes;
    }

    /** Nothing may be left over. */
    void end() throws RequestException {
        if (rest.hasRemaining()) {
            throw RequestException.badRequest(
                    "The body has %d bytes after its JSON of %d; the inputs' 'binary_data_size' add up to %d.",
                    length, jsonLength, length - rest.remaining());
        }
    }
}

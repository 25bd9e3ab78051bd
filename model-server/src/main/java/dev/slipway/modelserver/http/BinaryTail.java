package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.RequestException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A V2 body under the binary tensor extension: JSON first, its length in a header, then the bytes of tensors one behind
 * the other. Source: Triton, "Binary Tensor Data Extension".
 */
final class BinaryTail {
    static final String HEADER = "inference-header-content-length";

    private final byte[] body;
    private final boolean declared;
    private final int jsonLength;
    private int position;

    private BinaryTail(byte[] body, boolean declared, int jsonLength) {
        this.body = body;
        this.declared = declared;
        this.jsonLength = jsonLength;
        this.position = jsonLength;
    }

    static BinaryTail of(RequestBody body) throws RequestException {
        @Nullable String header = body.header(HEADER);
        if (header != null) {
            for (String other : body.headers().getAll(HEADER)) {
                if (!other.equals(header)) {
                    throw RequestException.badRequest(
                            "The header Inference-Header-Content-Length is given twice, with different values.");
                }
            }
        }
        byte[] bytes = body.bytes();
        return header == null
                ? new BinaryTail(bytes, false, bytes.length)
                : new BinaryTail(bytes, true, length(header, bytes.length));
    }

    private static int length(String header, int total) throws RequestException {
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
                header.length() > 20 ? header.substring(0, 20) + "…" : header, total);
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
        ByteBuffer rest = ByteBuffer.wrap(body, position, body.length - position);
        position = body.length;
        return rest;
    }

    /** The bytes of the next binary tensor. */
    ByteBuffer take(String input, long size) throws RequestException {
        if (!declared) {
            throw RequestException.badRequest(
                    "Input '%s' has the parameter 'binary_data_size'; the request needs the header"
                            .concat(" Inference-Header-Content-Length for that."),
                    input);
        }
        int left = body.length - position;
        if (size < 0 || size > left) {
            throw RequestException.badRequest(
                    "Input '%s' has a 'binary_data_size' of %d; %d bytes are left of the body.", input, size, left);
        }
        ByteBuffer bytes = ByteBuffer.wrap(body, position, (int) size);
        position += (int) size;
        return bytes;
    }

    /** Nothing may be left over. */
    void end() throws RequestException {
        if (position != body.length) {
            throw RequestException.badRequest(
                    "The body has %d bytes after its JSON of %d; the inputs' 'binary_data_size' add up to %d.",
                    body.length - jsonLength, jsonLength, position - jsonLength);
        }
    }
}

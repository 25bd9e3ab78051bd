package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.onnx.Borrowed;
import dev.slipway.workload.json.Json;
import dev.slipway.workload.memory.Room;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a request, uncompressed, and its headers. */
final class RequestBody {
    private final byte[] bytes;
    private final MultiMap headers;
    private final boolean completed;
    private final @Nullable Tail tail;

    RequestBody(byte[] bytes, MultiMap headers) {
        this(bytes, headers, false, null);
    }

    /** One whose bytes go on in direct memory. */
    RequestBody(byte[] bytes, MultiMap headers, Tail tail) {
        this(bytes, headers, false, tail);
    }

    private RequestBody(byte[] bytes, MultiMap headers, boolean completed, @Nullable Tail tail) {
        this.bytes = bytes;
        this.headers = headers;
        this.completed = completed;
        this.tail = tail;
    }

    /**
     * The rest of a body.
     *
     * @param bytes direct memory
     * @param room in which it lies, and must be held
     */
    record Tail(ByteBuffer bytes, Room room) {}

    /** A body that was completed with features: a number that is missing stands in it as NaN. */
    static RequestBody completed(byte[] bytes, MultiMap headers) {
        return new RequestBody(bytes, headers, true, null);
    }

    /** The same request with other bytes. */
    RequestBody with(byte[] other) {
        return new RequestBody(other, headers, completed, null);
    }

    /** A reader of the whole body. */
    JsonParser parser() throws IOException {
        return parser(0, bytes.length);
    }

    /** A reader of the bytes from {@code from} up to {@code to}. */
    JsonParser parser(int from, int to) throws IOException {
        return completed ? Json.parserOfNaN(bytes, from, to) : Json.parser(bytes, from, to);
    }

    /** The whole body, but for a tail of direct memory, which only a protocol that asks for it is given. */
    byte[] bytes() {
        return bytes;
    }

    /** How long it is with its tail. */
    int length() {
        return bytes.length + (tail == null ? 0 : tail.bytes().remaining());
    }

    /** All bytes from this one on; where there is a tail of direct memory, it begins there. */
    ByteBuffer from(int position) {
        return tail == null
                ? ByteBuffer.wrap(bytes, position, bytes.length - position)
                : tail.bytes().duplicate();
    }

    /** Keeps the memory of its tail until the binder's request is over. */
    void hold(InputBinder binder) {
        if (tail != null) {
            tail.room().hold();
            Borrowed held = tail.room()::letGo;
            binder.hold(held);
        }
    }

    /** A header by its name in any case. */
    @Nullable
    String header(CharSequence name) {
        return headers.get(name);
    }

    /** All headers. */
    MultiMap headers() {
        return headers;
    }
}

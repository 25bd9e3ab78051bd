package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.RequestException;
import java.util.HashMap;
import java.util.Map;

/**
 * Parameters of a request, an input or an output: {@code map<string, InferParameter>}. Unknown ones are tolerated, as the
 * protocol says; those that would change the answer and are not served are refused.
 */
final class InferParameters {
    /** What a request without any has. */
    static final InferParameters NONE = new InferParameters();

    private static final int KEY = WireCursor.tag(1, WireCursor.BYTES);
    private static final int VALUE = WireCursor.tag(2, WireCursor.BYTES);
    private static final int BOOL = WireCursor.tag(1, WireCursor.VARINT);
    private static final int INT64 = WireCursor.tag(2, WireCursor.VARINT);
    private static final int STRING = WireCursor.tag(3, WireCursor.BYTES);
    private static final int DOUBLE = WireCursor.tag(4, WireCursor.FIXED64);
    private static final int UINT64 = WireCursor.tag(5, WireCursor.VARINT);

    private final Map<String, Object> values = new HashMap<>();

    private InferParameters() {}

    /** Reads the entries of the map; the cursor is left inside of the last. */
    static InferParameters read(WireCursor cursor, Regions entries) throws MalformedMessageException {
        if (entries.count() == 0) {
            return NONE;
        }
        InferParameters parameters = new InferParameters();
        for (int i = 0; i < entries.count(); i++) {
            cursor.enter(entries.start(i), entries.stop(i));
            parameters.entry(cursor);
        }
        return parameters;
    }

    private void entry(WireCursor cursor) throws MalformedMessageException {
        String key = "";
        Object value = "";
        int end = cursor.end();
        for (int tag = cursor.next(); tag != 0; tag = cursor.next()) {
            if (tag == KEY) {
                key = cursor.text(cursor.block(), cursor.position());
            } else if (tag == VALUE) {
                int start = cursor.block();
                int stop = cursor.position();
                cursor.enter(start, stop);
                value = value(cursor, value);
                cursor.enter(stop, end);
            } else {
                cursor.skip();
            }
        }
        values.put(key, value);
    }

    private static Object value(WireCursor cursor, Object before) throws MalformedMessageException {
        Object value = before;
        for (int tag = cursor.next(); tag != 0; tag = cursor.next()) {
            if (tag == BOOL) {
                value = cursor.varint() != 0;
            } else if (tag == INT64 || tag == UINT64) {
                value = cursor.varint();
            } else if (tag == STRING) {
                value = cursor.text(cursor.block(), cursor.position());
            } else if (tag == DOUBLE) {
                value = Double.longBitsToDouble(cursor.fixed64());
            } else {
                cursor.skip();
            }
        }
        return value;
    }

    private long number(String name) throws RequestException {
        Object value = values.getOrDefault(name, 0L);
        if (value instanceof Long number) {
            return number;
        }
        throw RequestException.badRequest("The parameter '%s' must be a whole number (int64_param).", name);
    }

    /** A whole number that counts something; 0 where there is none. */
    int count(String name) throws RequestException {
        return (int) number(name, Integer.MAX_VALUE);
    }

    /** A whole number from 0 to this one; 0 where there is none. */
    long number(String name, long most) throws RequestException {
        long value = number(name);
        if (value < 0 || value > most) {
            throw RequestException.badRequest(
                    "The parameter '%s' is %d; it must be a whole number from 0 to %d.", name, value, most);
        }
        return value;
    }

    /** True or false; false where there is none. */
    boolean flag(String name) throws RequestException {
        Object value = values.getOrDefault(name, false);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw RequestException.badRequest("The parameter '%s' must be true or false (bool_param).", name);
    }

    /** Refuses what would need memory of the client's machine. */
    InferParameters withoutSharedMemory() throws RequestException {
        if (values.containsKey("shared_memory_region")) {
            throw RequestException.unsupported("Shared memory is not supported; send the data in the request.");
        }
        return this;
    }

    Map<String, Object> values() {
        return values;
    }
}

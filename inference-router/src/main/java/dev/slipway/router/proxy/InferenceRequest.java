package dev.slipway.router.proxy;

import dev.slipway.router.wire.HeadWriter;
import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question of {@code POST /api/v1/inference}: {@code instances} are asked of V1, {@code inputs} of V2.
 *
 * @param path of the protocol
 * @param body of the protocol
 * @param deadlineMillis what the caller allows; 0 for the route's time
 * @param cacheable whether a kept answer will do
 * @param explain whether the way of the question is to be told
 */
@SuppressWarnings("ArrayRecordComponent") // Written, never compared.
record InferenceRequest(byte[] path, byte[] body, long deadlineMillis, boolean cacheable, boolean explain) {
    /** Reads a question; the exception's message is for the caller. */
    static InferenceRequest of(Object document, String usualModel) throws IOException {
        if (!(document instanceof Map<?, ?> given)) {
            throw new IOException("The body must be an object with instances or inputs.");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        given.forEach((name, value) -> fields.put(String.valueOf(name), value));
        Object model = fields.remove("model");
        Map<?, ?> options = fields.remove("options") instanceof Map<?, ?> map ? map : Map.of();
        String name = model instanceof String text ? text : usualModel;
        if (!name.matches("[A-Za-z0-9._-]{1,128}")) {
            throw new IOException("Name the model: its name has letters, digits, dots, _ and -.");
        }
        boolean v1 = fields.containsKey("instances");
        if (v1 == fields.containsKey("inputs")) {
            throw new IOException("The body must have either instances or inputs.");
        }
        return new InferenceRequest(
                HeadWriter.ascii(v1 ? "/v1/models/" + name + ":predict" : "/v2/models/" + name + "/infer"),
                JsonTree.write(fields),
                millis(options.get("deadlineMs")),
                !Boolean.FALSE.equals(options.get("cache")),
                Boolean.TRUE.equals(options.get("explain")));
    }

    private static long millis(@Nullable Object value) throws IOException {
        if (value == null) {
            return 0;
        }
        if (value instanceof JsonTree.Numeral number && number.text().matches("[1-9][0-9]{0,7}")) {
            return Long.parseLong(number.text());
        }
        throw new IOException("options.deadlineMs must be a whole number of milliseconds above 0.");
    }
}

package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.json.NonFinite;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code parameters} object of a V2 request. Unknown parameters are tolerated, as the protocol says; those that would
 * change the answer and are not implemented are refused, since ignoring them would be a wrong answer.
 */
final class V2Parameters {
    private final String where;
    private @Nullable Boolean binaryOutput;
    private @Nullable Boolean binary;
    private long binarySize = -1;
    private int classification;
    private long priority;
    private long timeoutMicros;
    private boolean explain;
    private NonFinite nonFinite = NonFinite.REFUSED;

    /** Parameters of what is named like this in messages. */
    V2Parameters(String where) {
        this.where = where;
    }

    /** Of the request: whether outputs are binary where they do not say so themselves. */
    boolean binaryOutput() {
        return Boolean.TRUE.equals(binaryOutput);
    }

    /** Of an output: whether it is wanted binary; null where it does not say. */
    @Nullable
    Boolean binary() {
        return binary;
    }

    /** Of an input: how many bytes of the body's tail it is; -1 where it is not binary. */
    long binarySize() {
        return binarySize;
    }

    /** Of an output: how many of its highest values are wanted instead of itself; 0 for itself. */
    int classification() {
        return classification;
    }

    /** Of the request: whether the answer is to be explained. */
    boolean explain() {
        return explain;
    }

    /** Of the request: what becomes of NaN and the infinities in JSON. */
    NonFinite nonFinite() {
        return nonFinite;
    }

    /** Of the request: how it may wait. */
    Scheduling scheduling() {
        return priority == 0 && timeoutMicros == 0
                ? Scheduling.DEFAULT
                : Scheduling.of(priority, timeoutMicros, System.nanoTime());
    }

    void read(JsonParser parser, JsonToken token) throws RequestException, IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        JsonFields.expect(token, JsonToken.START_OBJECT, "parameters", "an object");
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            one(parser, field, parser.nextToken());
        }
    }

    private void one(JsonParser parser, String field, JsonToken value) throws RequestException, IOException {
        switch (field) {
            case "binary_data_output" -> binaryOutput = bool(field, value);
            case "binary_data" -> binary = bool(field, value);
            case "binary_data_size" -> binarySize = number(parser, field, value, 0, Integer.MAX_VALUE);
            case "classification" -> classification = (int) number(parser, field, value, 0, Integer.MAX_VALUE);
            case "priority" -> priority = number(parser, field, value, 0, Integer.MAX_VALUE);
            case "timeout" -> timeoutMicros = number(parser, field, value, 0, Long.MAX_VALUE);
            case "explain" -> explain = bool(field, value);
            case "non_finite" -> nonFinite = nonFinite(parser, value);
            case "content_type" -> contentType(parser, value);
            case "shared_memory_region", "shared_memory_offset", "shared_memory_byte_size" ->
                throw RequestException.unsupported("Shared memory is not supported; send the data in the request.");
            default -> {
                if (value.isStructStart()) {
                    throw RequestException.badRequest(
                            "The parameter '%s' of %s must be a string, a number or a boolean.", field, where);
                }
            }
        }
    }

    /** A hint to codecs of other servers; those that would give the elements another meaning are not implemented. */
    private void contentType(JsonParser parser, JsonToken value) throws RequestException, IOException {
        if (value == JsonToken.VALUE_STRING
                && (parser.getText().equals("base64") || parser.getText().equals("datetime"))) {
            throw RequestException.unsupported(
                    "The content type '%s' of %s is not supported; send the elements themselves.",
                    parser.getText(), where);
        }
    }

    private NonFinite nonFinite(JsonParser parser, JsonToken value) throws RequestException, IOException {
        if (value != JsonToken.VALUE_STRING || !parser.getText().equals("string")) {
            throw RequestException.badRequest("The parameter 'non_finite' of %s must be \"string\".", where);
        }
        return NonFinite.STRING;
    }

    private boolean bool(String field, JsonToken value) throws RequestException {
        if (!value.isBoolean()) {
            throw RequestException.badRequest("The parameter '%s' of %s must be true or false.", field, where);
        }
        return value == JsonToken.VALUE_TRUE;
    }

    private long number(JsonParser parser, String field, JsonToken value, long min, long max)
            throws RequestException, IOException {
        boolean whole = value == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= min
                && parser.getLongValue() <= max;
        if (!whole) {
            throw RequestException.badRequest(
                    "The parameter '%s' of %s must be a whole number from %d to %d.", field, where, min, max);
        }
        return parser.getLongValue();
    }
}

package dev.slipway.featureserver.cells;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The JSON of requests, bounded against hostile documents; NaN and Infinity stand bare in it, as Python writes them. */
public final class RequestJson {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 1000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private RequestJson() {}

    /** A reader of the bytes from {@code from} up to {@code to}. */
    public static JsonParser parser(byte[] body, int from, int to) throws IOException {
        return FACTORY.createParser(body, from, to - from);
    }

    /** Whether a text is one document and nothing else. */
    public static boolean document(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser in = parser(utf8, 0, utf8.length)) {
            if (in.nextToken() == null) {
                return false;
            }
            in.skipChildren();
            return in.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** A writer of UTF-8. */
    static JsonGenerator generator(OutputStream to) throws IOException {
        return FACTORY.createGenerator(to);
    }
}

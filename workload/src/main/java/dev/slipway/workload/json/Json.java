package dev.slipway.workload.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** The JSON reader and writer of requests, bounded against hostile documents. */
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 1000;

    /** The shared factory. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonFactory WITH_NAN = new JsonFactoryBuilder(FACTORY)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Json() {}

    /** A reader of the bytes from {@code from} up to {@code to}. */
    public static JsonParser parser(byte[] body, int from, int to) throws IOException {
        return FACTORY.createParser(body, from, to - from);
    }

    /** The same where NaN stands bare in the document: in what we have written ourselves. */
    public static JsonParser parserOfNaN(byte[] body, int from, int to) throws IOException {
        return WITH_NAN.createParser(body, from, to - from);
    }
}

package dev.slipway.workload.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON written by hand where a generator would be longer than what it writes. */
public final class JsonText {
    private JsonText() {}

    /** The text as a JSON string, quotes included. */
    public static String quote(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}

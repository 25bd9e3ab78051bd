package dev.slipway.workload.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON written by hand where a generator would be longer than what it writes. */
public final class JsonText {
    private JsonText() {}

    /** The text as a JSON string, quotes included. */
    public static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2);
        quote(json, text);
        return json.toString();
    }

    /** Appends the text as a JSON string, quotes included. */
    public static void quote(StringBuilder json, String text) {
        json.append('"');
        if (isPlain(text)) {
            json.append(text);
        } else {
            JsonStringEncoder.getInstance().quoteAsString(text, json);
        }
        json.append('"');
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** The text, or its beginning and an ellipsis: at most so many characters, and no half of a surrogate pair. */
    public static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}

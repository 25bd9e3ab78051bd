package dev.slipway.operator.model;

/** Text of others that goes into a status or an event, which bound it. */
public final class ShortText {
    private ShortText() {}

    /** The text, or its beginning and an ellipsis: at most so many characters, and no half of a surrogate pair. */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        var end = longest - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}

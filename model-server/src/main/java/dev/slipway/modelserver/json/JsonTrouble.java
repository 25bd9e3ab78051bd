package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a body is no JSON, for who sent it: what is wrong and where. Jackson's own messages are for who programs with it: they
 * name its classes and the settings of its parser.
 */
public final class JsonTrouble {
    private static final Pattern NON_FINITE = Pattern.compile("Non-standard token '([+-]?\\w+)'");
    private static final Pattern BOUND = Pattern.compile("\\((\\d+)\\) exceeds the maximum allowed \\((\\d+),");
    private static final Pattern SOURCE = Pattern.compile("\\[Source: .*?; line: (\\d+), column: (\\d+)]");
    private static final Pattern CODE = Pattern.compile(" \\(code \\d+\\)");
    private static final Pattern SETTING = Pattern.compile("[:;]? ?enable `.*", Pattern.DOTALL);
    private static final Pattern INTERNAL = Pattern.compile("`|\\[Source|Feature|Constraints|jackson|\\n");

    private JsonTrouble() {}

    /** One sentence. */
    public static String sentence(JsonProcessingException e) {
        return e instanceof JsonEOFException
                ? "The body ends in the middle of its JSON."
                : "The body is no JSON that can be read: " + what(e) + where(e.getLocation()) + ".";
    }

    private static String what(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        Matcher token = NON_FINITE.matcher(message);
        if (token.lookingAt()) {
            return "%s is no JSON number; send it in quotes or the tensor in binary form".formatted(token.group(1));
        }
        return e instanceof StreamConstraintsException ? bound(message) : plain(message);
    }

    private static String bound(String message) {
        Matcher bound = BOUND.matcher(message);
        if (!bound.find()) {
            return "it is larger than what is read";
        }
        String limit = bound.group(2);
        return message.contains("epth")
                ? "its lists and objects are nested deeper than %s".formatted(limit)
                : message.startsWith("Number")
                        ? "a number has %s characters, more than %s".formatted(bound.group(1), limit)
                        : "a name or text has %s characters, more than %s".formatted(bound.group(1), limit);
    }

    /** Jackson's sentence where it speaks of JSON alone. */
    private static String plain(String message) {
        String text = SOURCE.matcher(message).replaceAll("line $1, column $2");
        text = CODE.matcher(SETTING.matcher(text).replaceAll("")).replaceAll("");
        return INTERNAL.matcher(text).find() ? "it is malformed" : text.strip();
    }

    private static String where(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : ", at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}

package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OrtException;
import dev.slipway.workload.json.JsonText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ONNX Runtime's messages without the places of its own sources, for clients and conditions. Its checks write
 * {@code FILE:LINE FUNCTION [CONDITION was false. ]MESSAGE}: the file with its whole path and the function with its
 * types, or both by name alone.
 */
public final class OrtMessage {
    private static final int LONGEST = 200;
    private static final Pattern PLACE =
            Pattern.compile("\\S*?[\\w.-]+\\.(?:h|hh|hpp|inc|c|cc|cpp|cxx|mm|cu|cuh):\\d+ ");
    private static final Pattern CODE = Pattern.compile("\\[ONNXRuntimeError\\] : \\d+ : \\w+ : ");
    private static final Pattern AFTER_PARAMETERS =
            Pattern.compile("(?: const| noexcept| mutable| volatile| &&?| \\[with [^\\]]*\\])* ?");
    private static final String CONDITION = " was false.";

    private OrtMessage() {}

    /** The part that says what is wrong. */
    public static String shorten(OrtException e) {
        return shorten(String.valueOf(e.getMessage()));
    }

    static String shorten(String whole) {
        String message = whole;
        for (String marker : new String[] {"Status Message: ", "message: "}) {
            int at = message.lastIndexOf(marker);
            if (at >= 0) {
                message = message.substring(at + marker.length());
                break;
            }
        }
        String plain = CODE.matcher(withoutPlace(message))
                .replaceAll("")
                .replaceAll("\\s+", " ")
                .strip();
        return JsonText.shortened(plain, LONGEST);
    }

    private static String withoutPlace(String message) {
        Matcher place = PLACE.matcher(message);
        int after = -1;
        boolean path = false;
        while (place.find()) {
            after = place.end();
            path = place.group().indexOf('/') >= 0;
        }
        if (after < 0) {
            return message;
        }
        String said = message.substring(path ? afterSignature(message, after) : afterName(message, after));
        int condition = said.indexOf(CONDITION);
        String what = condition < 0 ? said : said.substring(condition + CONDITION.length());
        return what.isBlank() ? "a check of its own failed." : what;
    }

    private static int afterName(String message, int from) {
        int space = message.indexOf(' ', from);
        return space < 0 ? message.length() : space + 1;
    }

    /** Behind the parameters of a function as C++ writes it in full: {@code TYPE NAME(TYPES) const [with T = TYPE]}. */
    private static int afterSignature(String message, int from) {
        int depth = 0;
        for (int i = from; i < message.length(); i++) {
            char c = message.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            boolean last = i + 1 == message.length() || Character.isWhitespace(message.charAt(i + 1));
            if (c == ')' && depth == 0 && last) {
                Matcher rest = AFTER_PARAMETERS.matcher(message).region(i + 1, message.length());
                return rest.lookingAt() ? rest.end() : i + 1;
            }
        }
        return from;
    }
}

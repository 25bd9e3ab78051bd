package dev.slipway.router.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One signature of a {@code Signature-Input} field, of the one shape that is accepted: label {@code ir}, components as quoted
 * names without parameters, and the parameters created, expires, nonce, keyid and alg, each once. A small part of RFC 8941,
 * so that nothing can be read in two ways.
 *
 * @param components names in their order
 * @param parameters the text of the inner list with its parameters, which is signed
 */
record SignatureInput(
        List<String> components, String parameters, long created, long expires, String nonce, String keyId) {
    private static final String LABEL = "ir=";
    private static final int LONGEST = 8192;
    private static final int MOST_COMPONENTS = 32;

    /** Reads the field; null where it is anything else. */
    static @Nullable SignatureInput parse(String field) {
        if (field.length() > LONGEST || !field.startsWith("ir=(")) {
            return null;
        }
        int close = field.indexOf(')');
        List<String> components = close < 0 ? List.of() : components(field, LABEL.length() + 1, close);
        if (components.isEmpty()) {
            return null;
        }
        Parameters parameters = new Parameters();
        int at = close + 1;
        while (at < field.length()) {
            int next = field.indexOf(';', at + 1);
            int end = next < 0 ? field.length() : next;
            if (field.charAt(at) != ';' || !parameters.take(field, at + 1, end)) {
                return null;
            }
            at = end;
        }
        return parameters.complete()
                ? new SignatureInput(
                        components,
                        field.substring(LABEL.length()),
                        parameters.created,
                        parameters.expires,
                        parameters.nonce,
                        parameters.keyId)
                : null;
    }

    /** Quoted names with one space between them; none where it is anything else. */
    private static List<String> components(String field, int from, int to) {
        List<String> names = new ArrayList<>(8);
        int at = from;
        while (at < to) {
            int end = field.indexOf('"', at + 1);
            if (field.charAt(at) != '"' || end < 0 || end > to || names.size() == MOST_COMPONENTS) {
                return List.of();
            }
            String name = field.substring(at + 1, end);
            if (names.contains(name) || !isName(name)) {
                return List.of();
            }
            names.add(name);
            at = end + 1;
            if (at < to && (field.charAt(at++) != ' ' || at == to)) {
                return List.of();
            }
        }
        return names;
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && !(c == '@' && i == 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** The parameters as they come. */
    private static final class Parameters {
        private long created = -1;
        private long expires = -1;
        private String nonce = "";
        private String keyId = "";
        private boolean algorithm;

        /** Takes one; false where it is unknown, given twice or malformed. */
        boolean take(String field, int from, int to) {
            int equals = field.indexOf('=', from);
            if (equals < 0 || equals >= to) {
                return false;
            }
            String value = field.substring(equals + 1, to);
            switch (field.substring(from, equals)) {
                case "created" -> {
                    boolean first = created < 0;
                    created = seconds(value);
                    return first && created >= 0;
                }
                case "expires" -> {
                    boolean first = expires < 0;
                    expires = seconds(value);
                    return first && expires >= 0;
                }
                case "nonce" -> {
                    boolean first = nonce.isEmpty();
                    nonce = quoted(value, 16, 128);
                    return first && !nonce.isEmpty();
                }
                case "keyid" -> {
                    boolean first = keyId.isEmpty();
                    keyId = quoted(value, 1, 64);
                    return first && !keyId.isEmpty();
                }
                // The server knows which algorithm it wants; the field may only agree.
                case "alg" -> {
                    boolean first = !algorithm;
                    algorithm = "\"hmac-sha256\"".equals(value);
                    return first && algorithm;
                }
                default -> {
                    return false;
                }
            }
        }

        boolean complete() {
            return created >= 0 && expires >= 0 && !nonce.isEmpty() && !keyId.isEmpty() && algorithm;
        }

        private static long seconds(String text) {
            long value = text.isEmpty() || text.length() > 12 ? -1 : 0;
            for (int i = 0; value >= 0 && i < text.length(); i++) {
                char c = text.charAt(i);
                value = c >= '0' && c <= '9' ? value * 10 + c - '0' : -1;
            }
            return value;
        }

        private static String quoted(String text, int shortest, int longest) {
            int length = text.length() - 2;
            if (length < shortest || length > longest || text.charAt(0) != '"' || text.charAt(length + 1) != '"') {
                return "";
            }
            for (int i = 1; i <= length; i++) {
                char c = text.charAt(i);
                boolean good = (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "+/=_-".indexOf(c) >= 0;
                if (!good) {
                    return "";
                }
            }
            return text.substring(1, length + 1);
        }
    }
}

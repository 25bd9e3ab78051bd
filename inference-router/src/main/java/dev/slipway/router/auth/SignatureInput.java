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

    /** Reads the field; null where it is anything else. */
    static @Nullable SignatureInput parse(String field) {
        if (field.length() > LONGEST || !field.startsWith(LABEL + "(")) {
            return null;
        }
        int close = field.indexOf(')');
        if (close < 0) {
            return null;
        }
        List<String> components = components(field.substring(LABEL.length() + 1, close));
        if (components == null) {
            return null;
        }
        Parameters parameters = new Parameters();
        for (String part : field.substring(close + 1).split(";", -1)) {
            if (!parameters.take(part)) {
                return null;
            }
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

    private static @Nullable List<String> components(String inner) {
        List<String> names = new ArrayList<>();
        for (String part : inner.split(" ", -1)) {
            if (part.length() < 3 || part.charAt(0) != '"' || part.indexOf('"', 1) != part.length() - 1) {
                return null;
            }
            String name = part.substring(1, part.length() - 1);
            if (names.contains(name) || !name.matches("@?[a-z0-9-]+")) {
                return null;
            }
            names.add(name);
        }
        return names;
    }

    /** The parameters as they come. */
    private static final class Parameters {
        private long created = -1;
        private long expires = -1;
        private String nonce = "";
        private String keyId = "";
        private boolean algorithm;
        private boolean begun;

        boolean take(String part) {
            if (!begun) {
                begun = true;
                return part.isEmpty();
            }
            int equals = part.indexOf('=');
            if (equals < 0) {
                return false;
            }
            String value = part.substring(equals + 1);
            return switch (part.substring(0, equals)) {
                case "created" -> {
                    boolean first = created < 0;
                    created = seconds(value);
                    yield first && created >= 0;
                }
                case "expires" -> {
                    boolean first = expires < 0;
                    expires = seconds(value);
                    yield first && expires >= 0;
                }
                case "nonce" -> {
                    boolean first = nonce.isEmpty();
                    nonce = quoted(value, 16, 128);
                    yield first && !nonce.isEmpty();
                }
                case "keyid" -> {
                    boolean first = keyId.isEmpty();
                    keyId = quoted(value, 1, 64);
                    yield first && !keyId.isEmpty();
                }
                // The server knows which algorithm it wants; the field may only agree.
                case "alg" -> {
                    boolean first = !algorithm;
                    algorithm = "\"hmac-sha256\"".equals(value);
                    yield first && algorithm;
                }
                default -> false;
            };
        }

        boolean complete() {
            return created >= 0 && expires >= 0 && !nonce.isEmpty() && !keyId.isEmpty() && algorithm;
        }

        private static long seconds(String text) {
            return text.matches("[0-9]{1,12}") ? Long.parseLong(text) : -1;
        }

        private static String quoted(String text, int shortest, int longest) {
            boolean good = text.length() >= shortest + 2
                    && text.length() <= longest + 2
                    && text.charAt(0) == '"'
                    && text.charAt(text.length() - 1) == '"'
                    && text.substring(1, text.length() - 1).matches("[A-Za-z0-9+/=_-]+");
            return good ? text.substring(1, text.length() - 1) : "";
        }
    }
}

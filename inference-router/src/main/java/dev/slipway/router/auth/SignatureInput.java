package dev.slipway.router.auth;

import dev.slipway.router.wire.HeadWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One signature of a {@code Signature-Input} field, of the one shape that is accepted: label {@code ir}, components as quoted
 * names without parameters, and the parameters created, expires, nonce, keyid and alg, each once. A small part of RFC 8941,
 * so that nothing can be read in two ways. Read in place: all positions are those of the bytes that were given.
 *
 * @param from where the inner list with its parameters begins, which is signed
 * @param to where it ends
 */
record SignatureInput(
        Components components, int from, int to, long created, long expires, int nonceFrom, int nonceTo, String keyId) {
    private static final byte[] LABEL = HeadWriter.ascii("ir=(");
    private static final int LONGEST = 8192;

    /** Reads the field; null where it is anything else. {@code known} is what the last signature covered. */
    static @Nullable SignatureInput parse(byte[] bytes, int from, int to, @Nullable Components known) {
        int list = from + LABEL.length;
        if (to - from > LONGEST || to < list || !Arrays.equals(bytes, from, list, LABEL, 0, LABEL.length)) {
            return null;
        }
        int close = indexOf(bytes, ')', list, to);
        Components components = close < 0 ? null : Components.read(bytes, list, close, known);
        if (components == null) {
            return null;
        }
        Parameters parameters = new Parameters(bytes);
        int at = close + 1;
        while (at < to) {
            int next = indexOf(bytes, ';', at + 1, to);
            int end = next < 0 ? to : next;
            if (bytes[at] != ';' || !parameters.take(at + 1, end)) {
                return null;
            }
            at = end;
        }
        return parameters.complete() ? parameters.input(components, list - 1, to) : null;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The parameters as they come. */
    private static final class Parameters {
        private static final byte[] CREATED = HeadWriter.ascii("created");
        private static final byte[] EXPIRES = HeadWriter.ascii("expires");
        private static final byte[] NONCE = HeadWriter.ascii("nonce");
        private static final byte[] KEY_ID = HeadWriter.ascii("keyid");
        private static final byte[] ALGORITHM = HeadWriter.ascii("alg");
        private static final byte[] HMAC = HeadWriter.ascii("\"hmac-sha256\"");

        private final byte[] bytes;
        private long created = -1;
        private long expires = -1;
        private int nonceFrom = -1;
        private int nonceTo = -1;
        private String keyId = "";
        private boolean algorithm;

        Parameters(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Takes one; false where it is unknown, given twice or malformed. */
        boolean take(int from, int to) {
            int equals = indexOf(bytes, '=', from, to);
            if (equals < 0) {
                return false;
            }
            int value = equals + 1;
            if (is(CREATED, from, equals)) {
                boolean first = created < 0;
                created = seconds(value, to);
                return first && created >= 0;
            }
            if (is(EXPIRES, from, equals)) {
                boolean first = expires < 0;
                expires = seconds(value, to);
                return first && expires >= 0;
            }
            if (is(NONCE, from, equals)) {
                boolean first = nonceFrom < 0;
                nonceFrom = value + 1;
                nonceTo = to - 1;
                return first && quoted(value, to, 16, 128);
            }
            if (is(KEY_ID, from, equals)) {
                boolean first = keyId.isEmpty();
                boolean good = first && quoted(value, to, 1, 64);
                keyId = good ? new String(bytes, value + 1, to - value - 2, StandardCharsets.ISO_8859_1) : "";
                return good;
            }
            // The server knows which algorithm it wants; the field may only agree.
            boolean agrees = is(ALGORITHM, from, equals) && is(HMAC, value, to);
            boolean first = !algorithm;
            algorithm = agrees;
            return first && agrees;
        }

        boolean complete() {
            return created >= 0 && expires >= 0 && nonceFrom >= 0 && !keyId.isEmpty() && algorithm;
        }

        SignatureInput input(Components components, int from, int to) {
            return new SignatureInput(components, from, to, created, expires, nonceFrom, nonceTo, keyId);
        }

        private boolean is(byte[] text, int from, int to) {
            return Arrays.equals(bytes, from, to, text, 0, text.length);
        }

        private long seconds(int from, int to) {
            long value = to == from || to - from > 12 ? -1 : 0;
            for (int i = from; value >= 0 && i < to; i++) {
                byte b = bytes[i];
                value = b >= '0' && b <= '9' ? value * 10 + b - '0' : -1;
            }
            return value;
        }

        private boolean quoted(int from, int to, int shortest, int longest) {
            int length = to - from - 2;
            if (length < shortest || length > longest || bytes[from] != '"' || bytes[to - 1] != '"') {
                return false;
            }
            for (int i = from + 1; i < to - 1; i++) {
                byte b = bytes[i];
                boolean good = (b >= 'a' && b <= 'z')
                        || (b >= 'A' && b <= 'Z')
                        || (b >= '0' && b <= '9')
                        || "+/=_-".indexOf(b) >= 0;
                if (!good) {
                    return false;
                }
            }
            return true;
        }
    }
}

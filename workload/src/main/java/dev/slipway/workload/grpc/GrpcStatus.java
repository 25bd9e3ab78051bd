package dev.slipway.workload.grpc;

import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;

/**
 * How a call ended. Numbers are gRPC's: github.com/grpc/grpc, doc/statuscodes.md.
 *
 * @param code the number
 * @param message one sentence for people; empty for OK
 * @param retryAfterMillis when it makes sense to try again, or 0
 */
public record GrpcStatus(int code, String message, long retryAfterMillis) {
    /** All is well. */
    public static final int OK = 0;
    /** The client went away. */
    public static final int CANCELLED = 1;
    /** The request is wrong. */
    public static final int INVALID_ARGUMENT = 3;
    /** Too late. */
    public static final int DEADLINE_EXCEEDED = 4;
    /** What it names is not there. */
    public static final int NOT_FOUND = 5;
    /** Too much. */
    public static final int RESOURCE_EXHAUSTED = 8;
    /** No such method. */
    public static final int UNIMPLEMENTED = 12;
    /** A defect. */
    public static final int INTERNAL = 13;
    /** Not now. */
    public static final int UNAVAILABLE = 14;

    private static final int LONGEST = 600;

    /** A status without advice when to try again. */
    public GrpcStatus(int code, String message) {
        this(code, message, 0);
    }

    /** A text of a client, short enough to be told back. */
    static String shorten(String text) {
        return JsonText.shortened(text, 100);
    }

    /** As the header {@code grpc-message}: percent-encoded where a byte is not printable ASCII. */
    String encodedMessage() {
        String line = message.replaceAll("\\s+", " ").strip();
        String shown = JsonText.shortened(line, LONGEST);
        StringBuilder encoded = new StringBuilder(shown.length() + 16);
        for (byte b : shown.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.forDigit((b >> 4) & 15, 16))
                        .append(Character.forDigit(b & 15, 16));
            }
        }
        return encoded.toString();
    }
}

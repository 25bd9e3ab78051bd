package dev.slipway.modelserver.telemetry;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a client's request belongs to: the headers {@code traceparent} and {@code tracestate} of W3C Trace
 * Context, level 1.
 *
 * @param traceHigh the first half of the trace's id
 * @param traceLow the second half
 * @param parentSpan the client's span
 * @param flags bit 0: the client records its own span
 * @param state what vendors added, handed on as it came; empty for nothing
 */
record TraceContext(long traceHigh, long traceLow, long parentSpan, int flags, String state) {
    private static final int LENGTH = 55;
    private static final int LONGEST_STATE = 512;

    boolean sampled() {
        return (flags & 1) != 0;
    }

    /**
     * The context that the headers carry. Null where there is none, or one that is malformed or given twice: the
     * specification says to begin a new trace then.
     */
    static @Nullable TraceContext parse(List<String> parents, @Nullable String state) {
        if (parents.size() != 1 || !wellFormed(parents.getFirst())) {
            return null;
        }
        String parent = parents.getFirst();
        long high = HexFormat.fromHexDigitsToLong(parent, 3, 19);
        long low = HexFormat.fromHexDigitsToLong(parent, 19, 35);
        long span = HexFormat.fromHexDigitsToLong(parent, 36, 52);
        if ((high == 0 && low == 0) || span == 0) {
            return null;
        }
        return new TraceContext(high, low, span, HexFormat.fromHexDigits(parent, 53, 55), checked(state));
    }

    /** {@code VERSION-TRACE-SPAN-FLAGS} in lower case; versions to come may go on after another dash. */
    private static boolean wellFormed(String parent) {
        if (parent.length() < LENGTH || parent.startsWith("ff")) {
            return false;
        }
        boolean ends = parent.length() == LENGTH || (!parent.startsWith("00") && parent.charAt(LENGTH) == '-');
        for (int i = 0; ends && i < LENGTH; i++) {
            boolean dash = i == 2 || i == 35 || i == 52;
            char c = parent.charAt(i);
            ends = dash ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        return ends;
    }

    private static String checked(@Nullable String state) {
        boolean good = state != null
                && state.length() <= LONGEST_STATE
                && state.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return good && state != null ? state : "";
    }
}

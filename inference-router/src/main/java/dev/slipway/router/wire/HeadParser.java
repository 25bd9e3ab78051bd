package dev.slipway.router.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads heads of RFC 9112, strictly: whatever two parties could read in two ways is refused, since the router and a server
 * behind it must never disagree about where a request ends. So: lines end with CR LF; no space before a colon; no folded
 * lines; one {@code Content-Length} of digits or one {@code Transfer-Encoding: chunked}, never both; one {@code Host}; no
 * {@code Connection} that names a field that matters.
 */
public final class HeadParser {
    private static final boolean[] TOKEN = tokens();
    private static final boolean[] VALUE = values();
    private static final String CONTROL_CHARACTER = "a field value has a control character";

    private HeadParser() {}

    /** Takes a request's head from the buffer, once all of it is there; until then takes nothing and is false. */
    public static boolean request(ByteBuf in, Head head) throws MalformedException {
        int end = whole(in, head);
        if (end < 0) {
            return false;
        }
        int at = requestLine(head, end);
        fields(head, at, end);
        Framing.ofRequest(head);
        in.skipBytes(end);
        return true;
    }

    /** Takes an answer's head from the buffer, once all of it is there; until then takes nothing and is false. */
    public static boolean answer(ByteBuf in, Head head) throws MalformedException {
        int end = whole(in, head);
        if (end < 0) {
            return false;
        }
        int at = statusLine(head, end);
        fields(head, at, end);
        Framing.ofAnswer(head);
        in.skipBytes(end);
        return true;
    }

    /** Copies what is new and looks for the empty line; where the head ends, or -1. */
    private static int whole(ByteBuf in, Head head) throws MalformedException {
        int seen = head.length;
        int available = Math.min(in.readableBytes(), Head.MAX_BYTES);
        head.ensure(available);
        in.getBytes(in.readerIndex() + seen, head.bytes, seen, available - seen);
        head.length = available;
        byte[] bytes = head.bytes;
        for (int i = seen; i < available; i++) {
            if (bytes[i] == '\n') {
                if (i == 0 || bytes[i - 1] != '\r') {
                    throw new MalformedException(400, "a line does not end with CR LF");
                }
                if (i >= 3 && bytes[i - 2] == '\n') {
                    return i + 1;
                }
                if (i == 1) {
                    throw new MalformedException(400, "a head begins with an empty line");
                }
            }
        }
        if (available == Head.MAX_BYTES) {
            throw new MalformedException(431, "a head of more than " + Head.MAX_BYTES + " bytes");
        }
        return -1;
    }

    private static int requestLine(Head head, int end) throws MalformedException {
        byte[] bytes = head.bytes;
        int at = 0;
        while (TOKEN[bytes[at] & 0xFF]) {
            at++;
        }
        if (at == 0 || at > 20 || bytes[at] != ' ') {
            throw new MalformedException(400, "the method is no token");
        }
        head.methodEnd = at;
        head.targetStart = ++at;
        while (at < end && bytes[at] > ' ' && bytes[at] < 0x7f) {
            at++;
        }
        head.targetEnd = at;
        if (at == head.targetStart || bytes[at] != ' ') {
            throw new MalformedException(400, "the request target has characters that it may not have");
        }
        head.minor = version(bytes, at + 1, end);
        if (bytes[at + 9] != '\r' || bytes[at + 10] != '\n') {
            throw new MalformedException(400, "something follows the version");
        }
        return at + 11;
    }

    private static int statusLine(Head head, int end) throws MalformedException {
        byte[] bytes = head.bytes;
        if (end < 14 || bytes[8] != ' ') {
            throw new MalformedException(502, "no status line");
        }
        head.minor = version(bytes, 0, end);
        int status = 0;
        for (int i = 9; i < 12; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw new MalformedException(502, "the status is no number");
            }
            status = status * 10 + bytes[i] - '0';
        }
        if (status < 100 || (bytes[12] != ' ' && bytes[12] != '\r')) {
            throw new MalformedException(502, "the status is no number of three digits");
        }
        head.status = status;
        int at = 12;
        while (bytes[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private static int version(byte[] bytes, int at, int end) throws MalformedException {
        boolean http = at + 8 < end
                && bytes[at] == 'H'
                && bytes[at + 1] == 'T'
                && bytes[at + 2] == 'T'
                && bytes[at + 3] == 'P'
                && bytes[at + 4] == '/'
                && bytes[at + 6] == '.';
        if (!http) {
            throw new MalformedException(400, "no HTTP version");
        }
        if (bytes[at + 5] != '1' || (bytes[at + 7] != '1' && bytes[at + 7] != '0')) {
            throw new MalformedException(505, "an HTTP version other than 1.1 and 1.0");
        }
        return bytes[at + 7] - '0';
    }

    private static void fields(Head head, int from, int end) throws MalformedException {
        byte[] bytes = head.bytes;
        int at = from;
        while (bytes[at] != '\r' || bytes[at + 1] != '\n') {
            int nameStart = at;
            while (TOKEN[bytes[at] & 0xFF]) {
                at++;
            }
            int nameEnd = at;
            if (nameEnd == nameStart || bytes[at] != ':') {
                throw new MalformedException(400, "a field name is no token, or no colon follows it");
            }
            at++;
            while (bytes[at] == ' ' || bytes[at] == '\t') {
                at++;
            }
            int valueStart = at;
            while (VALUE[bytes[at] & 0xFF]) {
                at++;
            }
            if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
                throw new MalformedException(400, CONTROL_CHARACTER);
            }
            int valueEnd = at;
            while (valueEnd > valueStart && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
                valueEnd--;
            }
            head.field(nameStart, nameEnd, valueStart, valueEnd);
            at += 2;
        }
        if (at + 2 != end) {
            throw new MalformedException(400, "a head that does not end where its empty line is");
        }
    }

    static void checkName(byte[] bytes, int start, int end) throws MalformedException {
        for (int i = start; i < end; i++) {
            if (!TOKEN[bytes[i] & 0xFF]) {
                throw new MalformedException(400, "a field name is no token");
            }
        }
        if (start == end) {
            throw new MalformedException(400, "a field name is empty");
        }
    }

    static void checkValue(byte[] bytes, int start, int end) throws MalformedException {
        for (int i = start; i < end; i++) {
            if (!VALUE[bytes[i] & 0xFF]) {
                throw new MalformedException(400, CONTROL_CHARACTER);
            }
        }
    }

    private static boolean[] tokens() {
        boolean[] table = new boolean[256];
        for (char c = '0'; c <= '9'; c++) {
            table[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            table[c] = true;
            table[c - 32] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            table[c] = true;
        }
        return table;
    }

    private static boolean[] values() {
        boolean[] table = new boolean[256];
        Arrays.fill(table, ' ', 256, true);
        table['\t'] = true;
        table[0x7f] = false;
        return table;
    }
}

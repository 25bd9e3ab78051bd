package dev.slipway.router.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes heads: what was parsed, without what concerns one connection only, and what is added. */
public final class HeadWriter {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] COLON = {':', ' '};
    private static final byte[] HTTP11 = ascii(" HTTP/1.1\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] HOST = ascii("host: ");

    private HeadWriter() {}

    /** The bytes of an ASCII text. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** {@code METHOD target HTTP/1.1} and the host. */
    public static void requestLine(ByteBuf out, Head head, byte[] target, int from, int to, byte[] host) {
        out.writeBytes(head.bytes, 0, head.methodEnd);
        out.writeByte(' ');
        out.writeBytes(target, from, to - from);
        out.writeBytes(HTTP11);
        out.writeBytes(HOST).writeBytes(host).writeBytes(CRLF);
    }

    /** {@code HTTP/1.1 200 OK}; reasons are left to the client's imagination, as RFC 9112 allows. */
    public static void statusLine(ByteBuf out, int status) {
        out.writeBytes(StatusLines.of(status));
    }

    /** Field {@code i} as it came. */
    public static void field(ByteBuf out, Head head, int i) {
        int start = head.nameStart(i);
        int end = head.valueEnd(i);
        // Name, colon and value mostly stand together and are one copy.
        if (head.valueStart(i) - head.nameEnd(i) == 2) {
            out.writeBytes(head.bytes, start, end - start).writeBytes(CRLF);
        } else {
            out.writeBytes(head.bytes, start, head.nameEnd(i) - start).writeBytes(COLON);
            out.writeBytes(head.bytes, head.valueStart(i), end - head.valueStart(i))
                    .writeBytes(CRLF);
        }
    }

    /** A field of one's own; both texts are ASCII. */
    public static void field(ByteBuf out, String name, String value) {
        text(out, name);
        out.writeBytes(COLON);
        text(out, value);
        out.writeBytes(CRLF);
    }

    private static void text(ByteBuf out, String text) {
        out.ensureWritable(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // What could end a line would let a value write fields of its own.
            out.writeByte(c < ' ' || c > 0x7e ? '?' : c);
        }
    }

    /** How long the body is; -1 for chunks. */
    public static void length(ByteBuf out, long contentLength) {
        if (contentLength < 0) {
            out.writeBytes(CHUNKED);
        } else {
            out.writeBytes(CONTENT_LENGTH);
            number(out, contentLength);
            out.writeBytes(CRLF);
        }
    }

    /** The connection ends. */
    public static void close(ByteBuf out) {
        out.writeBytes(CLOSE);
    }

    /** The head is complete. */
    public static void end(ByteBuf out) {
        out.writeBytes(CRLF);
    }

    /** The line before a chunk. */
    public static void chunk(ByteBuf out, int size) {
        boolean begun = false;
        for (int shift = 28; shift >= 0; shift -= 4) {
            int digit = (size >>> shift) & 15;
            if (digit != 0 || begun || shift == 0) {
                out.writeByte(digit < 10 ? '0' + digit : 'a' + digit - 10);
                begun = true;
            }
        }
        out.writeBytes(CRLF);
    }

    /** Decimal digits without a string. */
    public static void number(ByteBuf out, long value) {
        if (value >= 10) {
            number(out, value / 10);
        }
        out.writeByte((int) ('0' + value % 10));
    }
}

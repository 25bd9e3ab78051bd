package dev.slipway.router.auth;

import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.util.Arrays;

/**
 * What is signed of a request (RFC 9421, section 2.5), as bytes: one line for each component, and the parameters. One array
 * serves all requests; it is as long as the longest head was.
 */
final class SignatureBase {
    private static final byte[] PARAMETERS = HeadWriter.ascii("\"@signature-params\": ");
    private static final byte[] HTTP_PORT = HeadWriter.ascii(":80");
    private static final byte[] HTTPS_PORT = HeadWriter.ascii(":443");

    private byte[] bytes = new byte[1024];
    private int length;

    /** Writes that of a request; false where a component is absent or there several times. */
    boolean write(Head head, boolean secure, SignatureInput input) {
        length = 0;
        for (Components.Component component : input.components().list()) {
            append(component.opening(), 0, component.opening().length);
            if (!value(head, secure, component)) {
                return false;
            }
            append('\n');
        }
        append(PARAMETERS, 0, PARAMETERS.length);
        append(head.bytes(), input.from(), input.to());
        return true;
    }

    private boolean value(Head head, boolean secure, Components.Component component) {
        switch (component.part()) {
            case METHOD -> append(head.bytes(), 0, head.methodEnd());
            case AUTHORITY -> authority(head, secure);
            case PATH -> append(head.bytes(), head.targetStart(), head.pathEnd());
            case QUERY -> query(head);
            case FIELD -> {
                return field(head, component.name());
            }
            case UNKNOWN -> {
                return false;
            }
        }
        return true;
    }

    /** The host in lower case, without the port that is usual. */
    private void authority(Head head, boolean secure) {
        int host = head.find(FieldKind.HOST);
        if (host < 0) {
            return;
        }
        byte[] usual = secure ? HTTPS_PORT : HTTP_PORT;
        int from = head.valueStart(host);
        int to = head.valueEnd(host);
        int port = to - usual.length;
        boolean plain = port >= from && Arrays.equals(head.bytes(), port, to, usual, 0, usual.length);
        int begin = length;
        append(head.bytes(), from, plain ? port : to);
        for (int i = begin; i < length; i++) {
            byte b = bytes[i];
            bytes[i] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
        }
    }

    /** With its question mark, also where there is none. */
    private void query(Head head) {
        int from = head.pathEnd();
        if (from == head.targetEnd()) {
            append('?');
        } else {
            append(head.bytes(), from, head.targetEnd());
        }
    }

    private boolean field(Head head, byte[] name) {
        int at = head.find(name);
        if (at < 0 || head.find(name, at + 1) >= 0) {
            return false;
        }
        append(head.bytes(), head.valueStart(at), head.valueEnd(at));
        return true;
    }

    private void append(byte[] source, int from, int to) {
        ensure(length + to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    private void append(char c) {
        ensure(length + 1);
        bytes[length++] = (byte) c;
    }

    private void ensure(int wanted) {
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}

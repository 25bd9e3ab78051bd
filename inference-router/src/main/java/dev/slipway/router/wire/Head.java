package dev.slipway.router.wire;

import java.util.Arrays;

/**
 * The head of a request or an answer: its bytes as they came, and where in them things are. One is used again and again by
 * its connection; what shall outlive the exchange is copied out. Heads of HTTP/2 are written into the same form.
 */
public final class Head extends HeadFields {
    int methodEnd;
    int targetStart;
    int targetEnd;
    int minor;
    int status;
    long contentLength;
    boolean chunked;
    boolean close;
    boolean keepAlive;
    boolean expectsContinue;

    /** Empty. */
    public Head() {
        clear();
    }

    /** Makes it ready for another head. */
    public void clear() {
        clearFields();
        status = 0;
        methodEnd = 0;
        minor = 1;
        contentLength = -1;
        chunked = false;
        close = false;
        keepAlive = false;
        expectsContinue = false;
    }

    /** The same head on its own, for who needs it after its exchange. */
    public Head copy() {
        Head copy = new Head();
        copy.copyFields(this);
        copy.methodEnd = methodEnd;
        copy.targetStart = targetStart;
        copy.targetEnd = targetEnd;
        copy.minor = minor;
        copy.status = status;
        copy.contentLength = contentLength;
        copy.chunked = chunked;
        copy.close = close;
        copy.keepAlive = keepAlive;
        copy.expectsContinue = expectsContinue;
        return copy;
    }

    /** Begins a request that did not come as text. */
    public void request(String method, String target) {
        clear();
        append(method);
        methodEnd = length;
        targetStart = length;
        append(target);
        targetEnd = length;
    }

    /** Begins an answer that did not come as text. */
    public void answer(int code) {
        clear();
        status = code;
    }

    /** The request's method. */
    public String method() {
        return text(0, methodEnd);
    }

    /** Whether the method is this. */
    public boolean methodIs(byte[] method) {
        return Arrays.equals(bytes, 0, methodEnd, method, 0, method.length);
    }

    /** Where the method ends, which begins at 0. */
    public int methodEnd() {
        return methodEnd;
    }

    /** Path and query. */
    public String target() {
        return text(targetStart, targetEnd);
    }

    /** The path without its query. */
    public String path() {
        return text(targetStart, pathEnd());
    }

    /** Where path and query begin. */
    public int targetStart() {
        return targetStart;
    }

    /** Where path and query end. */
    public int targetEnd() {
        return targetEnd;
    }

    /** Where the path ends: before the question mark. */
    public int pathEnd() {
        for (int i = targetStart; i < targetEnd; i++) {
            if (bytes[i] == '?') {
                return i;
            }
        }
        return targetEnd;
    }

    /** The answer's status; 0 for a request. */
    public int status() {
        return status;
    }

    /** The length of the body; -1 where the head does not say it. */
    public long contentLength() {
        return contentLength;
    }

    /** Says how long the body is. */
    public void contentLength(long bytesOfBody) {
        contentLength = bytesOfBody;
    }

    /** Whether the body comes in chunks. */
    public boolean chunked() {
        return chunked;
    }

    /** Whether the connection ends after this exchange. */
    public boolean closes() {
        return close || (minor == 0 && !keepAlive);
    }

    /** Whether it is HTTP/1.0, which knows no chunks. */
    public boolean old() {
        return minor == 0;
    }

    /** Whether the client waits to be told to send the body. */
    public boolean expectsContinue() {
        return expectsContinue;
    }
}

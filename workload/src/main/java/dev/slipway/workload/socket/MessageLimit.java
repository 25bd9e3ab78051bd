package dev.slipway.workload.socket;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Follows the messages that a PostgreSQL sends (a type, a length, that many bytes: "Message Formats" of its documentation) and
 * refuses one that says it is longer than the connection has any use for: the driver would make an array of that length. Once
 * both have agreed on encryption nothing can be followed any more, and nobody can send noise any more.
 */
final class MessageLimit {
    private static final int HEAD = 5;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;

    private final int most;
    private int headSeen;
    private int length;
    private long rest;
    private boolean asksForEncryption;
    private boolean followed;

    /**
     * A limit for one connection, which has not begun.
     *
     * @param most bytes of a message; where any length will do, none is followed
     */
    MessageLimit(int most) {
        this.most = most;
        this.followed = most < Integer.MAX_VALUE;
    }

    /** What the client has sent at once: the answer to a request for encryption is no message, but one byte. */
    void sent(byte[] bytes, int offset, int count) {
        if (count == 8 && ByteBuffer.wrap(bytes, offset, count).getInt() == 8) {
            int code = ByteBuffer.wrap(bytes, offset, count).getInt(offset + 4);
            asksForEncryption = code == SSL_REQUEST || code == GSS_REQUEST;
        }
    }

    /** What has been read. */
    void received(byte[] bytes, int offset, int count) throws ProtocolException {
        int at = offset;
        int end = offset + count;
        while (at < end && followed) {
            if (asksForEncryption) {
                asksForEncryption = false;
                followed = bytes[at] != 'S' && bytes[at] != 'G';
                at += bytes[at] == 'N' ? 1 : 0; // else an error, which is a message
            } else if (rest > 0) {
                int step = (int) Math.min(rest, end - at);
                rest -= step;
                at += step;
            } else {
                head(bytes[at++]);
            }
        }
    }

    private void head(byte next) throws ProtocolException {
        length = headSeen == 0 ? 0 : (length << 8) | (next & 0xFF);
        if (++headSeen < HEAD) {
            return;
        }
        headSeen = 0;
        if (length < 4 || length > most) {
            throw new ProtocolException(
                    "What arrives is no answer of PostgreSQL: a message of %d bytes, and none here has more than %d."
                            .formatted(length, most));
        }
        rest = length - 4L;
    }
}

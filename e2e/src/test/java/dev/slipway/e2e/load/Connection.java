package dev.slipway.e2e.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * One HTTP/1.1 connection, kept alive. Libraries repeat a request behind the caller's back when a connection breaks; this one
 * repeats nothing, so that every broken connection is seen. Source of the format: RFC 9112.
 */
final class Connection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Socket socket = new Socket();
    private final InputStream input;
    private Instant used = Instant.now();
    private boolean reusable = true;

    Connection(InetSocketAddress address) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(address, CONNECT_MILLIS);
        socket.setSoTimeout(ANSWER_MILLIS);
        input = new BufferedInputStream(socket.getInputStream());
    }

    /** An answer: status and body. */
    record Answer(int status, String body) {}

    /**
     * Whether another request may be sent: the server has not announced the end, nor, while the connection was idle, closed
     * it. Clients with a connection pool look at the second; on a busy connection there is nothing to look at.
     */
    boolean usable() throws IOException {
        if (!reusable || Instant.now().isBefore(used.plus(FRESH))) {
            return reusable;
        }
        socket.setSoTimeout(1);
        try {
            return input.read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(ANSWER_MILLIS);
        }
    }

    Answer post(String path, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        var head =
                "POST " + path + " HTTP/1.1\r\nHost: " + socket.getInetAddress().getHostAddress()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        var answer = read();
        used = Instant.now();
        return answer;
    }

    private Answer read() throws IOException {
        var status = line();
        if (!status.startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP answer: " + status);
        }
        var length = -1;
        var chunked = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                reusable = false;
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                chunked = true;
            }
        }
        var body = chunked ? chunks() : exactly(Math.max(0, length));
        return new Answer(Integer.parseInt(status.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (var size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        var body = input.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the connection was closed after " + body.length + " of " + length + " bytes");
        }
        return body;
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (var c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new IOException(
                        text.isEmpty()
                                ? "the connection was closed before the answer"
                                : "the connection was closed within the answer");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            reusable = false;
        }
    }
}

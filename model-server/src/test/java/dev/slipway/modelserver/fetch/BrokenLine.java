package dev.slipway.modelserver.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A network that cuts each connection to a server after so many bytes of its answer, or answers in its place. */
final class BrokenLine implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI server;
    private final Queue<Integer> cuts = new ConcurrentLinkedQueue<>();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    final AtomicInteger connections = new AtomicInteger();

    BrokenLine(String server) throws IOException {
        this.server = URI.create(server);
        Thread.ofVirtual().start(this::accept);
    }

    /** The next connection ends after so many bytes. */
    BrokenLine cutAfter(int bytes) {
        cuts.add(bytes);
        return this;
    }

    /** The next connection gets this answer, and the server none of it. */
    BrokenLine answer(int status, String headers, String body) {
        answers.add("HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body);
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String answer = answers.poll();
            if (answer != null) {
                client.getInputStream().read(new byte[1 << 14]);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                return;
            }
            Integer cut = cuts.poll();
            try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
                Thread.ofVirtual().start(() -> copy(client, upstream, Integer.MAX_VALUE));
                copy(upstream, client, cut == null ? Integer.MAX_VALUE : cut);
            }
        } catch (IOException e) {
            return;
        }
    }

    private static void copy(Socket from, Socket to, int limit) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[1 << 13];
            int left = limit;
            while (left > 0) {
                int n = in.read(chunk, 0, Math.min(chunk.length, left));
                if (n < 0) {
                    return;
                }
                out.write(chunk, 0, n);
                left -= n;
            }
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

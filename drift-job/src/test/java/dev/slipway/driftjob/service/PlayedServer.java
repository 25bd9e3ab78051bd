package dev.slipway.driftjob.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on one port that answers what the test says, down to the bytes: also what no server should. */
public final class PlayedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Play play;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What came in. Header names are in lower case, a line each. */
    public record Request(String method, String path, String headers, String body) {
        public boolean is(String wantedMethod, String wantedPath) {
            return method.equals(wantedMethod) && path.equals(wantedPath);
        }
    }

    /** Answers a request; the connection is closed after it. */
    public interface Play {
        void answer(Request request, OutputStream out) throws IOException;
    }

    public PlayedServer(Play play) {
        this.play = play;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** One that answers this JSON always. */
    public static PlayedServer json(int status, String body) {
        return new PlayedServer((request, out) -> json(out, status, body));
    }

    /** Writes a whole answer. */
    public static void json(OutputStream out, int status, String body, String... headers) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        out.write(("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nConnection: close\r\n" + more
                        + "Content-Length: " + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(content);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    public List<Request> requests() {
        return requests;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(socket.getInputStream());
            requests.add(request);
            play.answer(request, socket.getOutputStream());
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The other side gave up, as some tests want it to.
            return;
        }
    }

    private static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the request ended");
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        String[] first = text.lines().findFirst().orElse("").split(" ", -1);
        String headers = text.lines()
                .skip(1)
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT)
                        + line.substring(Math.max(0, line.indexOf(':'))))
                .reduce("", (a, b) -> a + b + "\n");
        int length = headers.lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return new Request(first[0], first[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

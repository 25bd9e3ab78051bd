package dev.slipway.router.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server of HTTP/1.1 that can be told to misbehave. */
final class Target implements AutoCloseable {
    /** What it does with requests. */
    enum Mode {
        OK,
        /** Takes requests and never answers. */
        SILENT,
        /** Closes the connection instead of answering. */
        RESET,
        /** Half an answer, then the end. */
        TRUNCATED,
        GARBAGE,
        /** An answer byte by byte. */
        SLOW_BYTES,
        ERROR_500,
        ERROR_503
    }

    /** A request as it came. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Request(String line, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** An answer. */
    record Answer(int status, String contentType, String body, Map<String, String> headers, boolean chunked) {
        static Answer json(String body) {
            return new Answer(200, "application/json", body, Map.of(), false);
        }
    }

    final AtomicInteger served = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    /** The longest, in milliseconds, that a request which is not answered was left with this server. */
    final LongAccumulator longestSilence = new LongAccumulator(Math::max, 0);

    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Function<Request, Answer> application;
    private @Nullable ServerSocket listener;
    private final int backlog;
    private int port;
    volatile Mode mode = Mode.OK;
    /** Another mode for each request. */
    volatile @Nullable Function<Request, Mode> chooser;

    volatile long delayMillis;
    volatile @Nullable Request last;

    Target(Function<Request, Answer> application) throws IOException {
        this(application, 0, 1024);
    }

    /** One at a port, at which so many connections can wait to be taken. */
    Target(Function<Request, Answer> application, int port, int backlog) throws IOException {
        this.application = application;
        this.port = port;
        this.backlog = backlog;
        start();
    }

    static Target answering(String body) throws IOException {
        return new Target(request -> Answer.json(body));
    }

    void start() throws IOException {
        ServerSocket made = new ServerSocket();
        made.setReuseAddress(true);
        made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
        port = made.getLocalPort();
        listener = made;
        Thread.ofVirtual().start(() -> accept(made));
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket socket = from.accept();
                if (from.isClosed()) {
                    // The port is closed only once this thread has left it.
                    socket.setSoLinger(true, 0);
                    socket.close();
                    return;
                }
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                last = request;
                open.incrementAndGet();
                try {
                    if (!answer(request, socket, in, out)) {
                        return;
                    }
                } finally {
                    open.decrementAndGet();
                }
            }
        } catch (IOException e) {
            // The router has gone, which is its right.
        } finally {
            sockets.remove(socket);
        }
    }

    private boolean answer(Request request, Socket socket, InputStream in, OutputStream out) throws IOException {
        Function<Request, Mode> choice = chooser;
        Mode now = choice == null ? mode : choice.apply(request);
        switch (now) {
            case SILENT -> {
                long began = System.nanoTime();
                waitForEnd(in);
                longestSilence.accumulate((System.nanoTime() - began) / 1_000_000);
                cancelled.incrementAndGet();
                return false;
            }
            case RESET -> {
                socket.setSoLinger(true, 0);
                return false;
            }
            case GARBAGE -> {
                out.write("\u0000\u0001 this is no HTTP\n\n".getBytes(StandardCharsets.ISO_8859_1));
                return false;
            }
            default -> {}
        }
        if (delayMillis > 0) {
            pause(delayMillis);
        }
        if (now == Mode.ERROR_500 || now == Mode.ERROR_503) {
            write(out, new Answer(now == Mode.ERROR_500 ? 500 : 503, "text/plain", "no", Map.of(), false));
            return true;
        }
        Answer answer = application.apply(request);
        if (now == Mode.TRUNCATED) {
            byte[] whole = bytes(answer);
            out.write(whole, 0, whole.length - answer.body().length() / 2);
            out.flush();
            return false;
        }
        if (now == Mode.SLOW_BYTES) {
            for (byte b : bytes(answer)) {
                out.write(b);
                out.flush();
                pause(50);
            }
            return true;
        }
        served.incrementAndGet();
        write(out, answer);
        return true;
    }

    private static void waitForEnd(InputStream in) {
        try {
            while (in.read() >= 0) {
                // Whatever comes is read over.
            }
        } catch (IOException e) {
            // The end, too.
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(Answer answer) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " X\r\ncontent-type: ");
        head.append(answer.contentType())
                .append("\r\ncontent-length: ")
                .append(body.length)
                .append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private static void write(OutputStream out, Answer answer) throws IOException {
        if (!answer.chunked()) {
            out.write(bytes(answer));
            out.flush();
            return;
        }
        out.write(("HTTP/1.1 " + answer.status() + " X\r\ncontent-type: " + answer.contentType()
                        + "\r\ntransfer-encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        for (String part : answer.body().split("(?<=\n)", -1)) {
            if (!part.isEmpty()) {
                out.write((Integer.toHexString(part.length()) + "\r\n" + part + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                pause(20);
            }
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            headers.put(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).strip());
        }
        byte[] body;
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                all.writeBytes(in.readNBytes(size));
                line(in);
            }
            line(in);
            body = all.toByteArray();
        } else {
            body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        return new Request(line, headers, body);
    }

    private static int chunk(InputStream in) throws IOException {
        String size = line(in);
        return size == null ? 0 : Integer.parseInt(size, 16);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Dies: the port is closed, connections are reset. */
    void kill() {
        try {
            ServerSocket known = listener;
            if (known != null) {
                known.close();
            }
            for (Socket socket : sockets) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (SocketException e) {
                    // Closed already.
                }
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}

package dev.slipway.router.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client with one connection that asks all sorts of things, and hangs up now and then before it is answered. */
final class SoakClient implements Runnable {
    private static final String PREDICT = "/v1/models/m:predict";
    private static final String JSON = "content-type: application/json\r\n";
    private static final String NOT_KEPT = JSON + "cache-control: no-store\r\n";
    private static final String SHORT = "{\"instances\":[[1,2,3,4]]}";
    private static final String LENGTHY = "{\"instances\":[[" + "1,".repeat(50_000) + "1]]}";
    private static final String BATCH =
            "{\"model\":\"m\",\"items\":[{\"instances\":[[1]]},{\"instances\":[[2]]},{\"instances\":[[1]]}]}";
    private static final double HANGS_UP = 0.05;
    private static final int PATIENCE_MILLIS = 20_000;

    private final TestRouter router;
    private final AtomicLong left;
    private final SoakCount count;
    private final SplittableRandom random;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();

    SoakClient(TestRouter router, AtomicLong left, SoakCount count, long seed) {
        this.router = router;
        this.left = left;
        this.count = count;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        try {
            while (left.getAndDecrement() > 0) {
                Socket connected = connected();
                if (random.nextDouble() < HANGS_UP) {
                    giveUp(connected);
                } else {
                    ask(connected);
                }
            }
            close(false);
        } catch (IOException e) {
            throw new IllegalStateException("a request that nobody spoilt on this side was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket connected() throws IOException {
        Socket known = socket;
        if (known == null) {
            known = router.connect();
            known.setTcpNoDelay(true);
            known.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(known.getInputStream());
            socket = known;
        }
        return known;
    }

    /** After a part of the request, or some time after all of it. */
    private void giveUp(Socket connected) throws IOException, InterruptedException {
        byte[] request = request("x-silent: 1\r\n");
        int sent = random.nextInt(4) == 0 ? random.nextInt(request.length) : request.length;
        connected.getOutputStream().write(request, 0, sent);
        Thread.sleep(random.nextInt(5));
        count.givenUp.increment();
        close(random.nextBoolean());
    }

    private void ask(Socket connected) throws IOException {
        connected.getOutputStream().write(request(""));
        try {
            if (!answered()) {
                close(false);
            }
        } catch (EOFException e) {
            count.broken.increment();
            close(false);
        }
    }

    private void close(boolean byReset) throws IOException {
        Socket known = socket;
        socket = null;
        if (known != null) {
            if (byReset) {
                known.setSoLinger(true, 0);
            }
            known.close();
        }
    }

    private byte[] request(String field) {
        return switch (random.nextInt(20)) {
            case 0 -> post(PREDICT, NOT_KEPT + field, LENGTHY);
            case 1 -> post("/v1/models/lengthy:predict", NOT_KEPT + field, SHORT);
            case 2, 3, 4 -> bytes("GET /v2/health/ready HTTP/1.1\r\nhost: soak\r\n" + field + "\r\n");
            case 5 ->
                bytes("POST " + PREDICT + " HTTP/1.1\r\nhost: soak\r\n" + NOT_KEPT + field
                        + "transfer-encoding: chunked\r\n\r\n5\r\n{\"ins\r\n14\r\ntances\":[[1,2,3,4]]}\r\n0\r\n\r\n");
            case 6 -> post("/api/v1/inference/batch", JSON + field, BATCH);
            case 7, 8, 9, 10 -> post(PREDICT, JSON + field, "{\"instances\":[[" + random.nextInt(50) + "]]}");
            case 11 ->
                post("/v1/models/lengthy:predict", JSON + field, "{\"instances\":[[" + random.nextInt(5) + "]]}");
            default -> post(PREDICT, NOT_KEPT + field, SHORT);
        };
    }

    private static byte[] post(String path, String fields, String body) {
        return bytes("POST " + path + " HTTP/1.1\r\nhost: soak\r\n" + fields + "content-length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads an answer; false where the connection cannot be used again. */
    private boolean answered() throws IOException {
        String status = line();
        long length = 0;
        boolean stays = true;
        for (String field = line(); !field.isEmpty(); field = line()) {
            if (field.startsWith("content-length:")) {
                length = Long.parseLong(field.substring(15).strip());
            }
            stays &= !field.startsWith("connection: close");
        }
        in.skipNBytes(length);
        (status.startsWith(" 200", 8) ? count.good : count.failed).increment();
        return stays;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (b != '\r') {
                line.append((char) (b >= 'A' && b <= 'Z' ? b + 32 : b));
            }
        }
        return line.toString();
    }
}

package dev.slipway.router.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A client with one connection that asks all sorts of things, and hangs up now and then before it is answered. */
final class SoakClient implements Runnable {
    private static final byte[] LONG = "x".repeat(100 << 10).getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] SHORT = "{\"instances\":[[1,2,3,4]]}".getBytes(StandardCharsets.ISO_8859_1);
    private static final double HANGS_UP = 0.05;

    private final TestRouter router;
    private final AtomicLong left;
    private final AtomicLong hungUp;
    private final SplittableRandom random;

    SoakClient(TestRouter router, AtomicLong left, AtomicLong hungUp, long seed) {
        this.router = router;
        this.left = left;
        this.hungUp = hungUp;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        Socket socket = null;
        InputStream in = InputStream.nullInputStream();
        try {
            while (left.getAndDecrement() > 0) {
                if (socket == null) {
                    socket = router.connect();
                    socket.setTcpNoDelay(true);
                    in = new BufferedInputStream(socket.getInputStream());
                }
                boolean leaves = random.nextDouble() < HANGS_UP;
                socket.getOutputStream().write(request(leaves));
                if (leaves) {
                    Thread.sleep(random.nextInt(5));
                    hungUp.incrementAndGet();
                }
                if (leaves || !answered(in)) {
                    socket.close();
                    socket = null;
                }
            }
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] request(boolean silent) {
        int kind = random.nextInt(20);
        byte[] body = kind == 0 ? LONG : SHORT;
        String head = (kind < 4 && kind > 0 ? "GET" : "POST") + " /v1/models/m:predict HTTP/1.1\r\nhost: soak\r\n"
                + (silent ? "x-silent: 1\r\n" : "")
                + "content-type: application/json\r\ncontent-length: " + (kind < 4 && kind > 0 ? 0 : body.length)
                + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        if (kind < 4 && kind > 0) {
            return start;
        }
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /** Reads an answer; false where the connection cannot be used again. */
    private static boolean answered(InputStream in) throws IOException {
        long length = 0;
        String line = line(in);
        boolean stays = !line.isEmpty();
        while (!line.isEmpty()) {
            if (line.startsWith("content-length:")) {
                length = Long.parseLong(line.substring(15).strip());
            }
            stays &= !line.startsWith("connection: close");
            line = line(in);
        }
        in.skipNBytes(length);
        return stays;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) (b >= 'A' && b <= 'Z' ? b + 32 : b));
            }
        }
        return line.toString();
    }
}

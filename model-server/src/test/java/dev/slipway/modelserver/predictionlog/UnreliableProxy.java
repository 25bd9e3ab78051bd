package dev.slipway.modelserver.predictionlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a PostgreSQL; on demand it is slow, or cuts the connection in place of the answer to a COMMIT. */
final class UnreliableProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final AtomicBoolean armed = new AtomicBoolean();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Slowness slowness = Slowness.NONE;

    /**
     * How slow.
     *
     * @param bytes that go through at once, at most
     * @param requests pause before what goes to the database
     * @param answers pause before what comes from it
     */
    record Slowness(int bytes, Duration requests, Duration answers) {
        static final Slowness NONE = new Slowness(1 << 16, Duration.ZERO, Duration.ZERO);
    }

    private UnreliableProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static UnreliableProxy to(int target) throws IOException {
        UnreliableProxy proxy = new UnreliableProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on; a pause that has begun ends. */
    synchronized void slow(Slowness now) {
        slowness = now;
        notifyAll();
    }

    void loseNextCommit() {
        armed.set(true);
    }

    int lost() {
        return lost.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                Thread.ofVirtual().start(() -> pump(client, server, true));
                Thread.ofVirtual().start(() -> pump(server, client, false));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean toServer) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = {};
            while (true) {
                int most = slowness.bytes();
                bytes = bytes.length == most ? bytes : new byte[most];
                int n = in.read(bytes);
                if (n < 0) {
                    return;
                }
                pause(toServer);
                // PostgreSQL has committed once it says so.
                boolean done = !toServer && new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT\0");
                if (done && armed.compareAndSet(true, false)) {
                    lost.incrementAndGet();
                    return;
                }
                out.write(bytes, 0, n);
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            // The other side is gone, which is what this is for.
            return;
        }
    }

    private synchronized void pause(boolean toServer) throws InterruptedException {
        Slowness begun = slowness;
        Duration pause = toServer ? begun.requests() : begun.answers();
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toMillis();
                left > 0 && slowness.equals(begun) && !listener.isClosed();
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        slow(Slowness.NONE);
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

package dev.slipway.operator.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Stands before PostgreSQL: connections are refused, are slow, break off, or turn into noise after some bytes. */
final class ChaosTunnel implements AutoCloseable {
    private final ChaosFaults faults;
    private final int upstream;
    private final ServerSocket listener;

    ChaosTunnel(ChaosFaults faults, int upstream) throws IOException {
        this.faults = faults;
        this.upstream = upstream;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket near) {
        try (near;
                var far = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
            if (faults.away("postgres") || faults.strikes(0.08, "PostgreSQL refuses")) {
                return;
            }
            if (faults.strikes(0.1, "PostgreSQL is slow")) {
                ChaosFaults.pause(faults.upTo(1500));
            }
            var cut = faults.strikes(0.08, "PostgreSQL breaks off") ? faults.upTo(20_000) : Long.MAX_VALUE;
            var noise = faults.strikes(0.05, "PostgreSQL answers noise") ? faults.upTo(20_000) : Long.MAX_VALUE;
            Thread.ofVirtual().start(() -> copy(near, far, Long.MAX_VALUE, Long.MAX_VALUE));
            copy(far, near, cut, noise);
        } catch (IOException e) {
            // PostgreSQL has ended: so has this connection.
            return;
        }
    }

    private void copy(Socket from, Socket to, long cut, long noise) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var bytes = new byte[4096];
            long done = 0;
            while (done < cut) {
                var n = in.read(bytes);
                if (n < 0) {
                    break;
                }
                if (done + n > noise) {
                    for (var i = (int) Math.max(0, noise - done); i < n; i++) {
                        bytes[i] = (byte) faults.upTo(256);
                    }
                    Thread.ofVirtual().start(() -> endSoon(to));
                }
                out.write(bytes, 0, (int) Math.min(n, cut - done));
                done += n;
            }
            to.close();
        } catch (IOException e) {
            close(to);
        }
    }

    /** Who waits for as many bytes as the noise speaks of would wait for ever. */
    private static void endSoon(Socket socket) {
        ChaosFaults.pause(300);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

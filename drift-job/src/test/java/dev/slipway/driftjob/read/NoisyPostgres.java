package dev.slipway.driftjob.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** Stands before PostgreSQL for one connection: after so many bytes of its answers there is noise, and then nothing. */
final class NoisyPostgres implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final int upstream;
    private final int good;
    private final byte noise;

    NoisyPostgres(int upstream, int good, byte noise) throws IOException {
        this.upstream = upstream;
        this.good = good;
        this.noise = noise;
        Thread.ofVirtual().start(this::serve);
    }

    String url() {
        return "jdbc:postgresql://localhost:" + listener.getLocalPort() + "/postgres?sslmode=disable";
    }

    private void serve() {
        try (Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
            Thread.ofVirtual().start(() -> questions(near, far));
            InputStream answers = far.getInputStream();
            OutputStream out = near.getOutputStream();
            byte[] some = new byte[512];
            for (int left = good; left > 0; ) {
                int read = answers.read(some, 0, Math.min(left, some.length));
                if (read < 0) {
                    return;
                }
                out.write(some, 0, read);
                left -= read;
            }
            byte[] bytes = new byte[256];
            Arrays.fill(bytes, noise);
            out.write(bytes);
        } catch (IOException e) {
            // The client has seen enough.
            return;
        }
    }

    private static void questions(Socket near, Socket far) {
        try {
            near.getInputStream().transferTo(far.getOutputStream());
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

package dev.slipway.modelserver;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a server that is started by somebody else. */
public final class FreePort {
    private FreePort() {}

    /** Below the ports that the system gives to outgoing connections: it stays free until the collector takes it. */
    public static int find() throws IOException {
        int port = 20_000 + ThreadLocalRandom.current().nextInt(10_000);
        while (!isFree(port)) {
            port++;
        }
        return port;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        }
    }
}

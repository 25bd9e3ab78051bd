package dev.slipway.workload.socket;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Properties;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Sockets for PostgreSQL's driver (its property {@code socketFactory}), whose statements may rightly be silent for hours. A
 * machine at the other end that is gone is found out within a minute, by keep-alive probes of the kernel, instead of its
 * default of two hours. A stream that has ended says so by an {@link EOFException}: the driver skips messages in a loop that
 * otherwise never ends where a connection breaks off within one.
 */
public final class WatchfulSocketFactory extends SocketFactory {
    private static final Map<SocketOption<Integer>, Integer> PROBES = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    private final int mostBytes;

    /** Sockets that take messages of any length. */
    public WatchfulSocketFactory() {
        this(null);
    }

    /**
     * As the driver makes one.
     *
     * @param mostBytes of a message; null where the properties have no {@code socketFactoryArg}
     */
    public WatchfulSocketFactory(@Nullable String mostBytes) {
        this.mostBytes = mostBytes == null ? Integer.MAX_VALUE : Integer.parseInt(mostBytes);
    }

    /** Has PostgreSQL's driver use such sockets; without its own word for it, it would turn the probes off again. */
    public static void into(Properties properties) {
        properties.setProperty("socketFactory", WatchfulSocketFactory.class.getName());
        properties.setProperty("tcpKeepAlive", "true");
    }

    /** The same for a connection whose messages are no longer than so many bytes: a longer one is an error of the connection. */
    public static void into(Properties properties, int mostBytes) {
        into(properties);
        properties.setProperty("socketFactoryArg", String.valueOf(mostBytes));
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Watchful(mostBytes);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (Map.Entry<SocketOption<Integer>, Integer> probe : PROBES.entrySet()) {
            if (socket.supportedOptions().contains(probe.getKey())) {
                socket.setOption(probe.getKey(), probe.getValue());
            }
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(InetAddress.getByName(host), port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        Socket socket = createSocket();
        socket.bind(new InetSocketAddress(local, localPort));
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }

    private static final class Watchful extends Socket {
        private final MessageLimit limit;

        Watchful(int mostBytes) {
            this.limit = new MessageLimit(mostBytes);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new Ending(super.getInputStream(), limit);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new Telling(super.getOutputStream(), limit);
        }
    }

    private static final class Telling extends FilterOutputStream {
        private final MessageLimit limit;

        Telling(OutputStream out, MessageLimit limit) {
            super(out);
            this.limit = limit;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            limit.sent(bytes, offset, length);
            out.write(bytes, offset, length);
        }
    }

    private static final class Ending extends FilterInputStream {
        private final MessageLimit limit;

        Ending(InputStream in, MessageLimit limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            read(one, 0, 1);
            return one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = unlessOver(super.read(bytes, offset, length));
            limit.received(bytes, offset, read);
            return read;
        }

        /** The stream below skips nothing at its end; so this one reads. */
        @Override
        public long skip(long count) throws IOException {
            return count <= 0 ? 0 : read(new byte[(int) Math.min(count, 8192)]);
        }

        private static int unlessOver(int read) throws EOFException {
            if (read < 0) {
                throw new EOFException("The server has closed the connection.");
            }
            return read;
        }
    }
}

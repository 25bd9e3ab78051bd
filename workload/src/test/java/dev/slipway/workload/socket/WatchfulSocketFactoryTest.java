package dev.slipway.workload.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class WatchfulSocketFactoryTest {
    @Test
    void the_end_of_a_stream_is_an_error_for_who_reads_and_for_who_skips() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                Socket near = new WatchfulSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
            try (Socket far = listener.accept()) {
                far.getOutputStream().write(new byte[] {1, 2, 3});
            }
            InputStream in = near.getInputStream();
            assertThat(in.read()).isEqualTo(1);
            assertThat(in.skip(100)).isEqualTo(2);
            assertThatThrownBy(() -> in.skip(100)).isInstanceOf(EOFException.class);
            assertThatThrownBy(in::read).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void a_machine_that_is_gone_is_asked_for_within_a_minute() throws Exception {
        try (Socket socket = new WatchfulSocketFactory().createSocket()) {
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(30);
        }
    }
}

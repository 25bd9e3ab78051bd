package dev.slipway.workload.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    void a_message_longer_than_any_expected_is_an_error_before_anybody_makes_room_for_it() throws Exception {
        byte[] small = {'R', 0, 0, 0, 8, 0, 0, 0, 0};
        for (String answer : List.of("", "N", "S")) {
            try (ServerSocket listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                    Socket near = new WatchfulSocketFactory("100")
                            .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                    Socket far = listener.accept()) {
                if (!answer.isEmpty()) {
                    near.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
                }
                OutputStream out = far.getOutputStream();
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
                out.write(small);
                out.write(small);
                out.write(new byte[] {'E', 0x7F, -1, -1, -1});
                InputStream in = near.getInputStream();
                assertThat(in.readNBytes(answer.length() + 2 * small.length)).hasSize(answer.length() + 18);
                if (answer.equals("S")) {
                    assertThat(in.readNBytes(5))
                            .as("what is encrypted says nothing")
                            .hasSize(5);
                } else {
                    assertThatThrownBy(() -> in.readNBytes(5))
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("2147483647 bytes, and none here has more than 100");
                }
            }
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

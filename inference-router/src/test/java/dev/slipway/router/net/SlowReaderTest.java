package dev.slipway.router.net;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that ask and then do not read. */
class SlowReaderTest {
    private static final ConnectionLimits SHORT =
            new ConnectionLimits(SECONDS.toNanos(10), SECONDS.toNanos(10), MILLISECONDS.toNanos(200));

    /** Answers without end, as fast as they are taken; or with as much as piles up and a closed connection. */
    private static final class Endless implements ClientStream.Application {
        private final boolean ends;
        private final CountDownLatch gone = new CountDownLatch(1);

        Endless(boolean ends) {
            this.ends = ends;
        }

        @Override
        public ClientStream.Receiver request(ClientStream stream) {
            stream.answer(200, null, null, -1);
            Answer answer = new Answer(stream, gone);
            answer.writable();
            if (ends) {
                stream.end(null);
            }
            return answer;
        }

        @Override
        public void malformed(int status, String reason, String peer) {
            throw new AssertionError(reason);
        }

        @Override
        public boolean draining() {
            return ends;
        }
    }

    private record Answer(ClientStream stream, CountDownLatch leaving) implements ClientStream.Receiver {
        @Override
        public void writable() {
            while (stream.writable()) {
                stream.data(Unpooled.wrappedBuffer(new byte[64 << 10]));
            }
        }

        @Override
        public void data(ByteBuf piece) {
            piece.release();
        }

        @Override
        public void end() {
            // Nothing to do with it.
        }

        @Override
        public void gone() {
            leaving.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientsThatDoNotTakeTheirAnswerAreNotServedForEver(boolean answerEnds) throws Exception {
        Transport transport = Transport.start();
        LoopContext context = loop(transport);
        Endless application = new Endless(answerEnds);
        Listener listener = new Listener(transport, context, application, SHORT, Optional::empty);
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            int port = ((InetSocketAddress) listener.listen("127.0.0.1", 0).localAddress()).getPort();
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            if (!answerEnds) {
                assertThat(application.gone.await(10, SECONDS)).isTrue();
            }
            awaitNobody(listener);
        } finally {
            listener.close();
            transport.group().shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
        }
    }

    private static LoopContext loop(Transport transport) {
        io.netty.channel.EventLoop loop = transport.group().next();
        return new LoopContext(loop, new Timers(loop));
    }

    private static void awaitNobody(Listener listener) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            Thread.sleep(10);
            if (listener.connections() == 0) {
                return;
            }
        }
        throw new AssertionError("it is still connected after ten seconds");
    }
}

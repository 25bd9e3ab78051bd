package dev.slipway.router.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http1ClientTest {
    private static final Logger LOG = Logger.getLogger(Defects.class.getName());
    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(10_000_000_000L, 10_000_000_000L, 10_000_000_000L);

    private final List<String> told = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getMessage() + ": " + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Answers at the first piece of a body, whatever follows it. */
    private static final class Hasty implements ClientStream.Application {
        private int requests;

        @Override
        public ClientStream.Receiver request(ClientStream stream) {
            requests++;
            return new ClientStream.Receiver() {
                @Override
                public void data(ByteBuf piece) {
                    piece.release();
                    stream.answer(413, null, null, 0);
                    stream.end(null);
                }

                @Override
                public void end() {
                    throw new AssertionError("the request is over");
                }

                @Override
                public void gone() {
                    throw new AssertionError("the request is over");
                }

                @Override
                public void writable() {}
            };
        }

        @Override
        public void malformed(int status, String reason, String peer) {
            throw new AssertionError(reason);
        }

        @Override
        public boolean draining() {
            return false;
        }
    }

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void deafen() {
        LOG.removeHandler(handler);
    }

    @Test
    void whatFollowsInTheSamePacketAsAPieceOfAChunkedBodyThatWasRefusedIsNotRead() {
        refused("Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n");
    }

    @Test
    void whatFollowsInTheSamePacketAsTheEndOfABodyThatWasRefusedIsNotRead() {
        refused("Content-Length: 4\r\n\r\nabcd");
    }

    private void refused(String bodied) {
        Hasty application = new Hasty();
        EmbeddedChannel channel = new EmbeddedChannel();
        LoopContext context = new LoopContext(channel.eventLoop(), new Timers(channel.eventLoop()));
        channel.pipeline().addLast(new Http1Client(application, context, LIMITS));
        String next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
        String bytes = "POST /m HTTP/1.1\r\nHost: a\r\n" + bodied + next;

        channel.writeInbound(channel.alloc().directBuffer().writeBytes(bytes.getBytes(StandardCharsets.US_ASCII)));

        ByteBuf written = channel.readOutbound();
        assertThat(written.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 413 ");
        written.release();
        assertThat(application.requests).isOne();
        assertThat(told).isEmpty();
        channel.finishAndReleaseAll();
    }
}

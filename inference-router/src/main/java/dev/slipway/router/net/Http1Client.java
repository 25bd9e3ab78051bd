package dev.slipway.router.net;

import dev.slipway.router.wire.ChunkReader;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadParser;
import dev.slipway.router.wire.HeadWriter;
import dev.slipway.router.wire.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of HTTP/1.1: one request after the other, pipelined ones wait in the buffer. Ends the connection
 * whenever it is in doubt where the next request would begin.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the connection, and its closing is told.
final class Http1Client extends ChannelInboundHandlerAdapter implements ClientStream {
    private static final int MOST_WAITING = 64 << 10;
    private static final byte[] CONTINUE = HeadWriter.ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final long LINGER = 1_000_000_000L;
    private static final byte[] HEAD = HeadWriter.ascii("HEAD");

    private final Application application;
    private final LoopContext context;
    private final ConnectionLimits limits;
    private final Head head = new Head();
    private final ChunkReader chunks = new ChunkReader();
    private final Timers.Timer timer = Timers.of(this::late);
    private final AnswerFlow flow;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable MessageWriter writer;
    private @Nullable ByteBuf in;
    private @Nullable Receiver receiver;
    private @Nullable String peer;
    private Reading reading = Reading.HEAD;
    private long left;
    private boolean answering;
    private boolean answered = true;
    private boolean closeAfter;
    private boolean paused;
    private boolean processing;
    private boolean headBegun;

    private enum Reading {
        HEAD,
        LENGTH,
        CHUNKS,
        DONE,
        CLOSED
    }

    Http1Client(Application application, LoopContext context, ConnectionLimits limits) {
        this.application = application;
        this.context = context;
        this.limits = limits;
        this.flow = new AnswerFlow(context.timers(), timer, limits.idleNanos());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
        writer = new MessageWriter(added);
        context.timers().in(timer, limits.headNanos());
    }

    private ChannelHandlerContext channel() {
        return Objects.requireNonNull(channel, "the handler is in no pipeline");
    }

    private MessageWriter writer() {
        return Objects.requireNonNull(writer, "the handler is in no pipeline");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf piece = (ByteBuf) message;
        if (reading == Reading.CLOSED) {
            piece.release();
            return;
        }
        in = Cumulation.add(ctx.alloc(), in, piece);
        process();
    }

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (step()) {
                // Each step takes something from the buffer.
            }
        } catch (MalformedException e) {
            refuse(e);
        } finally {
            processing = false;
        }
        in = Cumulation.trim(in);
        boolean full = in != null && in.readableBytes() > MOST_WAITING;
        channel().channel().config().setAutoRead(!full && !paused);
    }

    private boolean step() throws MalformedException {
        ByteBuf buffer = in;
        if (buffer == null || !buffer.isReadable()) {
            return false;
        }
        switch (reading) {
            case HEAD -> {
                if (!answered) {
                    return false;
                }
                if (!HeadParser.request(buffer, head)) {
                    if (!headBegun) {
                        headBegun = true;
                        arm(limits.headNanos());
                    }
                    return false;
                }
                begin();
            }
            case LENGTH -> {
                if (paused) {
                    return false;
                }
                int n = (int) Math.min(left, buffer.readableBytes());
                left -= n;
                deliver(buffer.readRetainedSlice(n));
                if (left == 0) {
                    bodyEnds();
                }
            }
            case CHUNKS -> {
                if (paused) {
                    return false;
                }
                int before = buffer.readableBytes();
                chunks.read(buffer, this::deliver);
                if (chunks.done()) {
                    bodyEnds();
                }
                return reading == Reading.HEAD || (reading == Reading.CHUNKS && buffer.readableBytes() < before);
            }
            case DONE, CLOSED -> {
                return false;
            }
        }
        return true;
    }

    private void begin() {
        answering = false;
        answered = false;
        headBegun = false;
        closeAfter = head.closes() || application.draining();
        if (head.chunked()) {
            chunks.clear();
            reading = Reading.CHUNKS;
        } else if (head.contentLength() > 0) {
            left = head.contentLength();
            reading = Reading.LENGTH;
        } else {
            reading = Reading.DONE;
        }
        if (reading == Reading.DONE) {
            context.timers().cancel(timer);
        } else {
            arm(limits.stallNanos());
        }
        boolean whole = reading == Reading.DONE;
        Receiver made = application.request(this);
        receiver = made;
        if (whole && !answered) {
            made.end();
        }
    }

    private void deliver(ByteBuf piece) {
        Receiver known = receiver;
        if (known == null || answered) {
            piece.release();
            return;
        }
        context.timers().in(timer, limits.stallNanos());
        known.data(piece);
    }

    private void bodyEnds() {
        reading = Reading.DONE;
        context.timers().cancel(timer);
        Receiver known = receiver;
        if (known != null && !answered) {
            known.end();
        }
        next();
    }

    @Override
    public void answer(int status, @Nullable Head answer, @Nullable Fields own, long contentLength) {
        if (answered || answering || reading == Reading.CLOSED) {
            return;
        }
        answering = true;
        // A request that is answered before its end leaves bytes behind that nobody wants to read.
        closeAfter |= reading != Reading.DONE || application.draining();
        closeAfter |= contentLength < 0 && head.old();
        boolean empty = AnswerHeads.bodiless(status);
        boolean chunked = contentLength < 0 && !head.old() && !empty;
        ByteBuf out = channel().alloc().ioBuffer(512);
        long length = empty || (contentLength < 0 && !chunked) ? -2 : contentLength;
        AnswerHeads.write(out, status, answer, own, length, closeAfter);
        writer().begin(out, chunked, empty || head.methodIs(HEAD));
    }

    @Override
    public void data(ByteBuf piece) {
        if (answered || reading == Reading.CLOSED) {
            piece.release();
        } else {
            writer().data(piece);
        }
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (answered || reading == Reading.CLOSED) {
            return;
        }
        writer().end();
        answered = true;
        if (closeAfter) {
            shut();
        } else {
            next();
        }
    }

    @Override
    public void abort() {
        if (reading != Reading.CLOSED) {
            release();
            channel().close();
        }
    }

    private void next() {
        if (!answered || reading != Reading.DONE) {
            return;
        }
        receiver = null;
        head.clear();
        reading = Reading.HEAD;
        arm(limits.idleNanos());
        if (in != null && !processing) {
            process();
        }
    }

    /** Sends what is written, then nothing; what still comes is read for a moment, lest a reset overtakes the answer. */
    private void shut() {
        boolean unread = reading != Reading.DONE;
        release();
        paused = false;
        ChannelHandlerContext ctx = channel();
        ctx.channel().config().setAutoRead(true);
        arm(limits.idleNanos());
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (unread && ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                arm(LINGER);
            } else {
                ctx.close();
            }
        });
    }

    private void refuse(MalformedException e) {
        application.malformed(e.status(), String.valueOf(e.getMessage()), peer());
        Receiver known = receiver;
        boolean begun = answering;
        if (known != null && !answered) {
            answered = true;
            known.gone();
        }
        if (begun || reading == Reading.CLOSED) {
            abort();
            return;
        }
        ByteBuf out = channel().alloc().ioBuffer(128);
        AnswerHeads.write(out, e.status(), null, null, 0, true);
        writer().begin(out, false, true);
        writer().end();
        shut();
    }

    private void late() {
        if (reading == Reading.CLOSED) {
            channel().close();
            return;
        }
        if (reading == Reading.HEAD && (in == null || !in.isReadable())) {
            release();
            channel().close();
            return;
        }
        if (reading == Reading.DONE) {
            // The client does not take its answer.
            Receiver known = receiver;
            boolean waiting = known != null && !answered;
            answered = true;
            if (waiting && known != null) {
                known.gone();
            }
            abort();
            return;
        }
        refuse(new MalformedException(408, "the request did not come in time"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Receiver known = receiver;
        boolean waiting = known != null && !answered;
        answered = true;
        release();
        if (waiting && known != null) {
            known.gone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Defects.tell(cause);
        ctx.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!answered) {
            flow.changed(ctx.channel().isWritable(), reading == Reading.DONE, receiver);
        }
    }

    private void release() {
        reading = Reading.CLOSED;
        context.timers().cancel(timer);
        ByteBuf buffer = in;
        if (buffer != null) {
            buffer.release();
            in = null;
        }
        writer().release();
    }

    private void arm(long nanos) {
        context.timers().in(timer, nanos);
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public boolean http2() {
        return false;
    }

    @Override
    public boolean secure() {
        return channel().pipeline().get(SslHandler.class) != null;
    }

    @Override
    public String peer() {
        String known = peer;
        if (known == null) {
            known = channel().channel().remoteAddress() instanceof InetSocketAddress address
                    ? address.getAddress().getHostAddress()
                    : "";
            peer = known;
        }
        return known;
    }

    @Override
    public boolean writable() {
        return channel().channel().isWritable();
    }

    @Override
    public void pause(boolean wanted) {
        if (paused == wanted || reading == Reading.CLOSED) {
            return;
        }
        paused = wanted;
        channel().channel().config().setAutoRead(!wanted);
        if (!wanted && in != null) {
            process();
        }
    }

    @Override
    public void proceed() {
        if (head.expectsContinue() && !answering && reading != Reading.CLOSED) {
            ByteBuf out = channel().alloc().ioBuffer(CONTINUE.length);
            channel().writeAndFlush(out.writeBytes(CONTINUE), channel().voidPromise());
        }
    }
}

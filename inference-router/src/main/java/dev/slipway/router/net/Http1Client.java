package dev.slipway.router.net;

import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import dev.slipway.router.wire.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of HTTP/1.1: one request after the other, pipelined ones wait in the buffer. Ends the connection
 * whenever it is in doubt where the next request would begin.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the connection, and its closing is told.
final class Http1Client extends ClientHandler implements RequestReader.Requests {
    private static final byte[] CONTINUE = HeadWriter.ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final long LINGER = 1_000_000_000L;
    private static final byte[] HEAD = HeadWriter.ascii("HEAD");

    private final Application application;
    private final LoopContext context;
    private final ConnectionLimits limits;
    private final RequestReader reader = new RequestReader(this);
    private final Timers.Timer timer = Timers.of(this::late);
    private final AnswerFlow flow;
    private @Nullable MessageWriter writer;
    private @Nullable Receiver receiver;
    private boolean answering;
    private boolean answered = true;
    private boolean closeAfter;

    Http1Client(Application application, LoopContext context, ConnectionLimits limits) {
        this.application = application;
        this.context = context;
        this.limits = limits;
        this.flow = new AnswerFlow(context.timers(), timer, limits.idleNanos());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        super.handlerAdded(added);
        writer = new MessageWriter(added);
        arm(limits.headNanos());
    }

    private MessageWriter writer() {
        return Objects.requireNonNull(writer, "the handler is in no pipeline");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reader.add(ctx.alloc(), (ByteBuf) message);
        ctx.channel().config().setAutoRead(reader.hungry());
    }

    @Override
    public void approaches() {
        arm(limits.headNanos());
    }

    @Override
    public void begins() {
        answering = false;
        answered = false;
        closeAfter = head().closes() || application.draining();
        boolean whole = reader.done();
        if (whole) {
            context.timers().cancel(timer);
        } else {
            arm(limits.stallNanos());
        }
        Receiver made = application.request(this);
        receiver = made;
        if (whole && !answered) {
            made.end();
        }
    }

    @Override
    public void piece(ByteBuf piece) {
        Receiver known = receiver;
        if (known == null || answered) {
            piece.release();
            return;
        }
        arm(limits.stallNanos());
        known.data(piece);
    }

    @Override
    public void ends() {
        context.timers().cancel(timer);
        Receiver known = receiver;
        if (known != null && !answered) {
            known.end();
        }
        next();
    }

    @Override
    public void answer(int status, @Nullable Head answer, @Nullable Fields own, long contentLength) {
        if (answered || answering || reader.closed()) {
            return;
        }
        answering = true;
        Head asked = head();
        // A request that is answered before its end leaves bytes behind that nobody wants to read.
        closeAfter |= !reader.done() || application.draining();
        closeAfter |= contentLength < 0 && asked.old();
        boolean empty = AnswerHeads.bodiless(status);
        boolean chunked = contentLength < 0 && !asked.old() && !empty;
        ByteBuf out = channel().alloc().ioBuffer(512);
        long length = empty || (contentLength < 0 && !chunked) ? -2 : contentLength;
        AnswerHeads.write(out, status, answer, own, length, closeAfter);
        writer().begin(out, chunked, empty || asked.methodIs(HEAD));
    }

    @Override
    public void data(ByteBuf piece) {
        if (answered || reader.closed()) {
            piece.release();
        } else {
            writer().data(piece);
        }
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (answered || reader.closed()) {
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
        if (!reader.closed()) {
            release();
            channel().close();
        }
    }

    private void next() {
        if (!answered || !reader.done()) {
            return;
        }
        receiver = null;
        reader.next();
        arm(limits.idleNanos());
        if (reader.waits()) {
            read();
        }
    }

    private void read() {
        reader.read();
        channel().channel().config().setAutoRead(reader.hungry());
    }

    /** Sends what is written, then nothing; what still comes is read for a moment, lest a reset overtakes the answer. */
    private void shut() {
        boolean unread = !reader.done();
        reader.pause(false);
        release();
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

    @Override
    public void malformed(MalformedException e) {
        application.malformed(e.status(), String.valueOf(e.getMessage()), peer());
        boolean begun = answering;
        lose();
        if (begun || reader.closed()) {
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
        if (reader.closed()) {
            channel().close();
        } else if (reader.idle()) {
            abort();
        } else if (reader.done()) {
            // The client does not take its answer.
            lose();
            abort();
        } else {
            malformed(new MalformedException(408, "the request did not come in time"));
        }
    }

    /** Tells who still has to answer that nobody will get it. */
    private void lose() {
        Receiver known = receiver;
        boolean waiting = !answered;
        answered = true;
        if (known != null && waiting) {
            known.gone();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        release();
        lose();
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
            flow.changed(ctx.channel().isWritable(), reader.done(), receiver);
        }
    }

    private void release() {
        reader.close();
        context.timers().cancel(timer);
        writer().release();
    }

    private void arm(long nanos) {
        context.timers().in(timer, nanos);
    }

    @Override
    public Head head() {
        return reader.head();
    }

    @Override
    public boolean http2() {
        return false;
    }

    @Override
    Channel connection() {
        return channel().channel();
    }

    @Override
    public void pause(boolean wanted) {
        if (reader.pause(wanted)) {
            channel().channel().config().setAutoRead(!wanted);
            if (!wanted) {
                read();
            }
        }
    }

    @Override
    public void proceed() {
        if (head().expectsContinue() && !answering && !reader.closed()) {
            ByteBuf out = channel().alloc().ioBuffer(CONTINUE.length);
            channel().writeAndFlush(out.writeBytes(CONTINUE), channel().voidPromise());
        }
    }
}

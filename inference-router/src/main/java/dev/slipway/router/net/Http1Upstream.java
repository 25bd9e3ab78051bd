package dev.slipway.router.net;

import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadParser;
import dev.slipway.router.wire.HeadWriter;
import dev.slipway.router.wire.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1 to a server: one exchange at a time, kept for the next one where both sides ended cleanly. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the connection, and its closing is told.
final class Http1Upstream extends UpstreamHandler {
    private static final byte[] HEAD = HeadWriter.ascii("HEAD");

    private final Consumer<Http1Upstream> idle;
    private final Consumer<Http1Upstream> gone;
    private final Head head = new Head();
    private final BodyReader body = new BodyReader(this::deliver);
    private @Nullable MessageWriter writer;
    private @Nullable ByteBuf in;
    private Reading reading = Reading.IDLE;
    private boolean sent;
    private boolean bodiless;
    private boolean used;
    private boolean paused;
    private boolean broken;
    private long idleSince;

    private enum Reading {
        IDLE,
        HEAD,
        BODY,
        UNTIL_CLOSE,
        CLOSED
    }

    /** A connection that tells one when it is idle and the other when it is gone. */
    Http1Upstream(Consumer<Http1Upstream> idle, Consumer<Http1Upstream> gone) {
        this.idle = idle;
        this.gone = gone;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        super.handlerAdded(added);
        writer = new MessageWriter(added);
    }

    private MessageWriter writer() {
        return Objects.requireNonNull(writer, "the handler is in no pipeline");
    }

    boolean usable() {
        return reading == Reading.IDLE && channel().channel().isActive();
    }

    long idleSince() {
        return idleSince;
    }

    /** Idle from now on. */
    void keep() {
        idleSince = System.nanoTime();
    }

    void close() {
        channel().close();
    }

    /** Begins an exchange on an idle connection. The head is held back until the first piece of the body, or the end. */
    void begin(Request request, Receiver asks) {
        asks(asks);
        reading = Reading.HEAD;
        head.clear();
        sent = false;
        bodiless = request.head().methodIs(HEAD);
        ByteBuf out = channel().alloc().ioBuffer(512);
        AnswerHeads.write(out, request);
        writer().begin(out, request.contentLength() < 0, false);
        asks.opened(this);
    }

    @Override
    public void data(ByteBuf piece) {
        if (reading == Reading.CLOSED || receiver() == null) {
            piece.release();
        } else {
            writer().data(piece);
        }
    }

    @Override
    public void end() {
        if (reading != Reading.CLOSED && receiver() != null) {
            sent = true;
            writer().end();
        }
    }

    @Override
    public void cancel(Receiver owner) {
        if (receiver() == owner) {
            dismiss();
            channel().close();
        }
    }

    @Override
    public void pause(boolean wanted) {
        if (paused != wanted && reading != Reading.CLOSED) {
            paused = wanted;
            channel().channel().config().setAutoRead(!wanted);
            if (!wanted && in != null) {
                process();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf piece = (ByteBuf) message;
        if (reading == Reading.IDLE || reading == Reading.CLOSED || receiver() == null) {
            // Nobody asked: where an answer ends is not certain any more.
            piece.release();
            ctx.close();
            return;
        }
        in = Cumulation.add(ctx.alloc(), in, piece);
        process();
    }

    private void process() {
        try {
            while (step()) {
                // Each step takes something from the buffer.
            }
        } catch (MalformedException e) {
            fail(Fault.GARBAGE, String.valueOf(e.getMessage()));
        }
        in = Cumulation.trim(in);
    }

    private boolean step() throws MalformedException {
        ByteBuf buffer = in;
        Receiver asks = receiver();
        if (buffer == null || asks == null || (!buffer.isReadable() && reading != Reading.HEAD)) {
            return false;
        }
        switch (reading) {
            case HEAD -> {
                if (!HeadParser.answer(buffer, head)) {
                    return false;
                }
                begun(asks);
            }
            case BODY -> {
                if (paused) {
                    return false;
                }
                int before = buffer.readableBytes();
                body.read(buffer);
                if (body.done()) {
                    complete();
                }
                return reading == Reading.BODY && buffer.readableBytes() < before;
            }
            case UNTIL_CLOSE -> asks.data(buffer.readRetainedSlice(buffer.readableBytes()));
            case IDLE, CLOSED -> {
                return false;
            }
        }
        return reading != Reading.IDLE;
    }

    private void deliver(ByteBuf piece) {
        Receiver asks = receiver();
        if (asks == null) {
            piece.release();
        } else {
            asks.data(piece);
        }
    }

    private void begun(Receiver asks) throws MalformedException {
        int status = head.status();
        if (status < 200) {
            if (status == 101) {
                throw new MalformedException(502, "the server switches protocols without being asked");
            }
            head.clear();
            return;
        }
        if (bodiless || AnswerHeads.bodiless(status) || head.contentLength() == 0) {
            head.contentLength(bodiless ? head.contentLength() : 0);
            reading = Reading.BODY;
            asks.head(head);
            if (receiver() != null) {
                complete();
            }
            return;
        }
        if (head.chunked() || head.contentLength() > 0) {
            body.begin(head);
            reading = Reading.BODY;
        } else {
            reading = Reading.UNTIL_CLOSE;
        }
        asks.head(head);
    }

    private void complete() {
        Receiver asks = dismiss();
        boolean clean = sent
                && !head.closes()
                && (in == null || !in.isReadable())
                && channel().channel().isActive();
        if (clean) {
            reading = Reading.IDLE;
            used = true;
            idleSince = System.nanoTime();
            resumeReading();
        } else {
            reading = Reading.CLOSED;
            channel().close();
        }
        if (asks != null) {
            asks.end(null);
        }
        // Only now: the next exchange overwrites the head that the receiver was still reading.
        if (clean) {
            idle.accept(this);
        }
    }

    private void resumeReading() {
        if (paused) {
            paused = false;
            channel().channel().config().setAutoRead(true);
        }
    }

    private void fail(Fault fault, String detail) {
        Receiver asks = dismiss();
        reading = Reading.CLOSED;
        channel().close();
        if (asks != null) {
            asks.failed(fault, detail);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Receiver asks = dismiss();
        boolean ended = reading == Reading.UNTIL_CLOSE && !broken;
        boolean nothing = reading == Reading.HEAD && (in == null || !in.isReadable());
        reading = Reading.CLOSED;
        release();
        gone.accept(this);
        if (asks != null && ended) {
            asks.end(null);
        } else if (asks != null) {
            asks.failed(nothing && used ? Fault.STALE : Fault.RESET, "the connection ended before the answer did");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Defects.tell(cause);
        broken = true;
        ctx.close();
    }

    private void release() {
        ByteBuf buffer = in;
        if (buffer != null) {
            buffer.release();
            in = null;
        }
        writer().release();
    }
}

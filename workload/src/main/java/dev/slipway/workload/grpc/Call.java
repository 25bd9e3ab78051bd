package dev.slipway.workload.grpc;

import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of gRPC: a stream of HTTP/2 from its headers to its trailers. To be used on the connection's event loop, but
 * for {@link #execute}.
 */
public final class Call {
    /** The deadline of a call that has none. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final long MESSAGE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** How long a client may take to read a long answer, whose memory it holds. */
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final GrpcConnection connection;
    private final Http2Stream stream;
    private final Http2Headers headers;
    private final MessageAssembler assembler;
    private final CallObserver observed;
    private final ByteBudget answers;
    private final long startNanos = System.nanoTime();
    private final long deadlineNanos;
    private @Nullable CallHandler handler;
    private int withheld;
    private boolean halfClosed;
    private boolean headersSent;
    private boolean over;
    private boolean longAnswer;
    private long endedNanos;

    Call(
            GrpcConnection connection,
            Http2Stream stream,
            Http2Headers headers,
            MessageLimits limits,
            CallObserver observed) {
        this.observed = observed;
        this.connection = connection;
        this.stream = stream;
        this.headers = headers;
        this.assembler = new MessageAssembler(connection.allocator(), headers.get(Names.GRPC_ENCODING), limits);
        this.answers = limits.answers();
        this.deadlineNanos = GrpcTimeout.deadline(headers.get(Names.GRPC_TIMEOUT), startNanos);
    }

    void open(CallHandler opened) {
        handler = opened;
    }

    /** For the buffers of its messages. */
    public ByteBufAllocator allocator() {
        return connection.allocator();
    }

    /** When it began, in {@link System#nanoTime()}. */
    public long startNanos() {
        return startNanos;
    }

    /** What the metadata says under this name, in small letters; the first value where there are several. */
    public @Nullable String header(CharSequence name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    /** Who is told of what happens; on the event loop, while the call is not over. */
    public CallObserver observer() {
        return observed;
    }

    /** Until when the answer is of use, in {@link System#nanoTime()}; or {@link #NO_DEADLINE}. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether it has ended, for whatever reason. */
    public boolean over() {
        return over;
    }

    /** Runs work on the event loop of this call: at once when it is the current thread. */
    public void execute(Runnable work) {
        connection.execute(work);
    }

    /** Its event loop. */
    public EventExecutor eventLoop() {
        return connection.eventLoop();
    }

    /** Bytes of the client; gives how many of them may be replaced by new ones. */
    int data(ByteBuf data, boolean last) {
        int size = data.readableBytes();
        if (over) {
            return size;
        }
        observed.received(size);
        try {
            assembler.add(data);
            for (ByteBuf message = assembler.next(); message != null; message = assembler.next()) {
                if (over) {
                    message.release();
                    break;
                }
                deliver(message);
            }
            if (last && !over) {
                halfClose();
            }
        } catch (MessageRefusedException e) {
            refuse(e);
        }
        if (over || handler().wantsMore()) {
            return size;
        }
        withheld += size;
        return 0;
    }

    private void refuse(MessageRefusedException refused) {
        if (refused.isForRoom()) {
            finish(refused.status());
            handler().refused();
        } else {
            abort(refused.status());
        }
    }

    private void deliver(ByteBuf message) {
        if (expired(System.nanoTime())) {
            message.release();
            deadlinePassed();
        } else {
            handler().message(message);
        }
    }

    void halfClose() {
        halfClosed = true;
        if (!assembler.empty()) {
            abort(new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The last message ends in the middle."));
        } else {
            handler().halfClosed();
        }
    }

    /** The client may send again. */
    public void resume() {
        if (withheld > 0) {
            int bytes = withheld;
            withheld = 0;
            connection.consumed(stream, bytes);
        }
    }

    /** Answers with one message and ends the call. */
    public void answer(ByteBuf frame) {
        if (over) {
            frame.release();
            return;
        }
        send(frame);
        if (!over) {
            finish(Headers.TRAILERS_OK, GrpcStatus.OK);
        }
    }

    /** Sends one message of many; a long one that finds no room until its client reads it ends the call. */
    public void send(ByteBuf frame) {
        if (over) {
            frame.release();
            return;
        }
        ByteBuf encoded = assembler.encodeAnswer(frame);
        if (encoded.readableBytes() > ByteBudget.SMALL) {
            Room room = answers.room();
            if (!room.resize(encoded.readableBytes())) {
                String why = answers.refusal("an answer of " + encoded.readableBytes() + " bytes");
                encoded.release();
                abort(MessageRefusedException.noRoom(why).status());
                return;
            }
            longAnswer = true;
            encoded = new CountedMessage(connection.allocator(), encoded, room);
        }
        if (!headersSent) {
            headersSent = true;
            connection.headers(stream.id(), assembler.compresses() ? Headers.RESPONSE_GZIP : Headers.RESPONSE, false);
        }
        observed.sent(encoded.readableBytes());
        connection.data(stream.id(), encoded);
    }

    /** Ends the call. */
    public void finish(GrpcStatus status) {
        if (!over) {
            finish(headersSent ? Headers.trailers(status) : Headers.only(status), status.code());
        }
    }

    private void finish(Http2Headers last, int status) {
        over = true;
        endedNanos = longAnswer ? System.nanoTime() : 0;
        observed.ended(status);
        assembler.close();
        connection.end(stream, last, halfClosed);
    }

    /** The stream is gone, whoever closed it. */
    void closed() {
        assembler.close();
        if (!over) {
            over = true;
            observed.ended(GrpcStatus.CANCELLED);
            handler().cancelled();
        }
    }

    /** Ends what waits in vain. */
    void sweep(long nowNanos) {
        if (over) {
            if (longAnswer && nowNanos - endedNanos > ANSWER_NANOS) {
                connection.reset(stream);
            }
            return;
        }
        if (expired(nowNanos)) {
            deadlinePassed();
        } else if (!handler().wantsMore()) {
            assembler.waited(nowNanos);
        } else if (!halfClosed && nowNanos - messageSince(nowNanos) > MESSAGE_NANOS) {
            abort(new GrpcStatus(GrpcStatus.DEADLINE_EXCEEDED, "The message did not arrive within 30 seconds."));
        }
    }

    /** Since when a message is on its way; now, where a stream of messages rests between two. */
    private long messageSince(long nowNanos) {
        if (handler().unary()) {
            return startNanos;
        }
        return assembler.empty() ? nowNanos : assembler.partSince();
    }

    void notReady() {
        if (!over) {
            handler().notReady();
        }
    }

    void goAway() {
        if (!over) {
            handler().goAway();
        }
    }

    private boolean expired(long nowNanos) {
        return deadlineNanos != NO_DEADLINE && nowNanos - deadlineNanos >= 0;
    }

    private void deadlinePassed() {
        abort(new GrpcStatus(GrpcStatus.DEADLINE_EXCEEDED, "The deadline of the call has passed."));
    }

    private void abort(GrpcStatus status) {
        finish(status);
        handler().cancelled();
    }

    private CallHandler handler() {
        return Objects.requireNonNull(handler, "the call has been opened");
    }
}

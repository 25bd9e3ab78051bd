package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.Origin;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.telemetry.RequestObserver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of gRPC: a stream of HTTP/2 from its headers to its trailers. To be used on the connection's event loop, but
 * for {@link #execute}.
 */
final class Call {
    private static final long MESSAGE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final GrpcConnection connection;
    private final Http2Stream stream;
    private final Http2Headers headers;
    private final MessageAssembler assembler;
    private final ObservedCall observed;
    private final long startNanos = System.nanoTime();
    private final long deadlineNanos;
    private final boolean mlserverStream;
    private @Nullable CallHandler handler;
    private int withheld;
    private boolean halfClosed;
    private boolean headersSent;
    private boolean over;

    Call(
            GrpcConnection connection,
            Http2Stream stream,
            Http2Headers headers,
            int maxMessageBytes,
            ObservedCall observed) {
        this.observed = observed;
        this.connection = connection;
        this.stream = stream;
        this.headers = headers;
        this.assembler =
                new MessageAssembler(connection.allocator(), headers.get(Names.GRPC_ENCODING), maxMessageBytes);
        this.deadlineNanos = GrpcTimeout.deadline(headers.get(Names.GRPC_TIMEOUT), startNanos);
        CharSequence dialect = headers.get(Names.SLIPWAY_STREAM);
        this.mlserverStream = dialect != null && "mlserver".contentEquals(dialect);
    }

    void open(CallHandler opened) {
        handler = opened;
    }

    ByteBufAllocator allocator() {
        return connection.allocator();
    }

    long startNanos() {
        return startNanos;
    }

    /** What the metadata says of the request, for who records it. */
    Origin origin() {
        return new Origin(
                startNanos, text(Origin.REQUEST_ID_HEADER), text(Origin.ENTITY_HEADER), text(Origin.ARM_HEADER));
    }

    private @Nullable String text(String name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    /** Who is told of what happens; on the event loop, while the call is not over. */
    RequestObserver observer() {
        return observed.observer();
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether the client asked for answers to ModelStreamInfer as MLServer's stubs read them. */
    boolean mlserverStream() {
        return mlserverStream;
    }

    boolean over() {
        return over;
    }

    /** Runs work on the event loop of this call: at once when it is the current thread. */
    void execute(Runnable work) {
        connection.execute(work);
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
            abort(e.status());
        }
        if (over || handler().wantsMore()) {
            return size;
        }
        withheld += size;
        return 0;
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
    void resume() {
        if (withheld > 0) {
            int bytes = withheld;
            withheld = 0;
            connection.consumed(stream, bytes);
        }
    }

    /** Answers with one message and ends the call. */
    void answer(ByteBuf frame) {
        if (over) {
            frame.release();
            return;
        }
        send(frame);
        finish(Headers.TRAILERS_OK, GrpcStatus.OK);
    }

    /** Sends one message of many. */
    void send(ByteBuf frame) {
        if (over) {
            frame.release();
            return;
        }
        ByteBuf encoded = assembler.encodeAnswer(frame);
        if (!headersSent) {
            headersSent = true;
            connection.headers(stream.id(), assembler.compresses() ? Headers.RESPONSE_GZIP : Headers.RESPONSE, false);
        }
        observed.sent(encoded.readableBytes());
        connection.data(stream.id(), encoded);
    }

    /** Ends the call. */
    void finish(GrpcStatus status) {
        if (!over) {
            finish(headersSent ? Headers.trailers(status) : Headers.only(status), status.code());
        }
    }

    private void finish(Http2Headers last, int status) {
        over = true;
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
            return;
        }
        if (expired(nowNanos)) {
            deadlinePassed();
        } else if (!halfClosed && handler().unary() && nowNanos - startNanos > MESSAGE_NANOS) {
            abort(new GrpcStatus(GrpcStatus.DEADLINE_EXCEEDED, "The message did not arrive within 30 seconds."));
        }
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
        return deadlineNanos != Scheduling.NO_DEADLINE && nowNanos - deadlineNanos >= 0;
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

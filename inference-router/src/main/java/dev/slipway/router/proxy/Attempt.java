package dev.slipway.router.proxy;

import dev.slipway.router.config.TargetConfig.Protocol;
import dev.slipway.router.json.Predictions;
import dev.slipway.router.net.Timers;
import dev.slipway.router.net.UpstreamStream;
import dev.slipway.router.targets.Endpoint;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request to one endpoint. Answers of a known and small length are held until they are complete, so that one that
 * breaks off is nobody's: another attempt can take its place.
 */
final class Attempt extends Timers.Timer implements UpstreamStream.Receiver {
    private static final int HELD = 64 << 10;

    private final Dispatch dispatch;
    private final Target target;
    private final Endpoint endpoint;
    private final Decision reason;
    private final int number;
    private final long began;
    private final long allowed;
    private @Nullable UpstreamStream stream;
    private @Nullable Head head;
    private @Nullable Pieces pieces;
    private Mode mode = Mode.WAITING;
    private Result discarded = Result.SERVER_ERROR;
    private long pause;
    private boolean invalid;
    private boolean refused;

    private enum Mode {
        WAITING,
        HOLDING,
        STREAMING,
        DISCARDING,
        OVER
    }

    Attempt(Dispatch dispatch, Target target, Endpoint endpoint, Decision reason, int number, long now, long allowed) {
        this.dispatch = dispatch;
        this.target = target;
        this.endpoint = endpoint;
        this.reason = reason;
        this.number = number;
        this.began = now;
        this.allowed = allowed;
    }

    /**
     * Sends the call.
     *
     * @param limited whether it may take only its own time, and not all that the call has
     * @param fresh whether it needs a new connection
     */
    void start(Call call, boolean limited, boolean fresh) {
        target.started(endpoint, began);
        if (limited) {
            dispatch.timers().set(this, began + allowed);
        }
        UpstreamStream.Request request = TargetRequest.of(call, target, number, began);
        if (call.grpc() || target.config().protocol() == Protocol.Http2) {
            endpoint.connections().http2(request, this);
        } else {
            endpoint.connections().http1(request, this, fresh);
        }
    }

    @Override
    public boolean wanted() {
        return mode != Mode.OVER;
    }

    @Override
    public void opened(UpstreamStream opened) {
        stream = opened;
        dispatch.body().sendTo(opened);
    }

    @Override
    public void head(Head answer) {
        head = answer;
        Result result = Results.of(answer);
        if (result != Result.SUCCESS && dispatch.othersFor(this, answer.status())) {
            discard(answer, result);
        } else if (answer.contentLength() >= 0 && answer.contentLength() <= HELD) {
            mode = Mode.HOLDING;
            pieces = new Pieces();
        } else {
            mode = Mode.STREAMING;
            dispatch.timers().cancel(this);
            dispatch.begins(this, answer.status(), answer);
        }
    }

    /** The answer is not wanted. A short one is read to its end, so that the connection can be kept. */
    private void discard(Head answer, Result result) {
        mode = Mode.DISCARDING;
        discarded = result;
        pause = Results.retryAfterNanos(answer);
        if (answer.contentLength() < 0 || answer.contentLength() > HELD) {
            finish(result);
            cancelStream();
            dispatch.failed(this, result);
        }
    }

    @Override
    public void data(ByteBuf piece) {
        switch (mode) {
            case HOLDING -> {
                Pieces held = pieces;
                if (held == null) {
                    piece.release();
                } else {
                    held.add(piece);
                }
            }
            case STREAMING -> {
                dispatch.delivery().piece(piece);
                UpstreamStream open = stream;
                if (open != null && !dispatch.delivery().isWritable()) {
                    open.pause(true);
                }
            }
            default -> piece.release();
        }
    }

    @Override
    public void end(@Nullable Head trailers) {
        Mode was = mode;
        stream = null;
        refused = Results.refused(head, trailers);
        switch (was) {
            case HOLDING -> {
                Head answer = head;
                Pieces held = pieces;
                if (answer != null && held != null) {
                    pieces = null;
                    invalid = answer.status() == 200
                            && dispatch.delivery().judgesOutput()
                            && !Predictions.valid(held.bytes());
                    finish(Results.of(answer, trailers));
                    dispatch.whole(this, answer.status(), answer, held, trailers);
                    held.release();
                }
            }
            case STREAMING -> {
                finish(Results.of(head, trailers));
                dispatch.ended(trailers);
            }
            case DISCARDING -> {
                finish(discarded);
                dispatch.failed(this, discarded);
            }
            case WAITING, OVER -> {}
        }
    }

    @Override
    public void failed(UpstreamStream.Fault fault, String detail) {
        stream = null;
        Mode was = mode;
        if (was == Mode.OVER) {
            return;
        }
        Result result =
                switch (fault) {
                    case CONNECT -> Result.CONNECT;
                    case GARBAGE -> Result.GARBAGE;
                    case RESET -> Result.RESET;
                    // The server closed a kept connection, as it may: nobody's failure, and a new one is tried.
                    case STALE -> Result.ABANDONED;
                };
        finish(result);
        if (was == Mode.STREAMING) {
            dispatch.broke();
        } else if (fault == UpstreamStream.Fault.STALE) {
            dispatch.stale(this);
        } else {
            dispatch.failed(this, result);
        }
    }

    @Override
    protected void fire() {
        if (mode != Mode.OVER) {
            finish(Result.TIMEOUT);
            cancelStream();
            dispatch.failed(this, Result.TIMEOUT);
        }
    }

    /** Nobody waits for it any more; its result is what it was until now. */
    void stop(Result result) {
        if (mode != Mode.OVER) {
            finish(result);
            cancelStream();
        }
    }

    private void cancelStream() {
        UpstreamStream open = stream;
        stream = null;
        if (open != null) {
            open.cancel(this);
        }
    }

    private void finish(Result result) {
        mode = Mode.OVER;
        dispatch.timers().cancel(this);
        Pieces held = pieces;
        pieces = null;
        if (held != null) {
            held.release();
        }
        long now = System.nanoTime();
        target.ended(endpoint, result, now, now - began, allowed, pause);
        dispatch.delivery().attempted(this, result, now);
    }

    @Override
    public void writable() {
        dispatch.body().taken();
    }

    /** The client takes pieces again. */
    void resume() {
        UpstreamStream open = stream;
        if (open != null) {
            open.pause(false);
        }
    }

    @Nullable
    UpstreamStream stream() {
        return stream;
    }

    Target target() {
        return target;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Decision reason() {
        return reason;
    }

    long began() {
        return began;
    }

    /** Whether the answer is no prediction; false where nobody looked. */
    boolean invalid() {
        return invalid;
    }

    /** Whether the answer says that the request was wrong. */
    boolean refused() {
        return refused;
    }

    boolean streaming() {
        return mode == Mode.STREAMING;
    }
}

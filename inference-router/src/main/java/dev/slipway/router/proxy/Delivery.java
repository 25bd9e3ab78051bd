package dev.slipway.router.proxy;

import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Where the answer to a call goes: a client, a cache, a comparison. */
interface Delivery {
    /** A whole answer; head and pieces are good during the call, pieces that are taken are released by who takes them. */
    void whole(Target target, int status, Head head, Pieces pieces, @Nullable Head trailers);

    /** An answer that is not held begins. */
    void begin(Target target, int status, Head head);

    /** A piece of it, to be released. */
    void piece(ByteBuf piece);

    /** It is complete. */
    void end(@Nullable Head trailers);

    /** It broke off. */
    void broken();

    /** There is none. */
    void exhausted(Exhausted why);

    /** Whether pieces can be taken without piling up. */
    boolean isWritable();

    /** An attempt ended. */
    default void attempted(Attempt attempt, Result result, long now) {}

    /** Whether answers are looked at to see if they are predictions. */
    default boolean judgesOutput() {
        return false;
    }

    /** Why nobody answered. */
    enum Exhausted {
        /** The time is over. */
        DEADLINE,
        /** All targets that could be tried were. */
        FAILED,
        /** No target takes requests now. */
        OVERLOADED,
        /** No target has an endpoint. */
        NO_ENDPOINTS,
        /** The caller wanted what is kept or nothing. */
        NOT_CACHED,
        /** The features that it needs are not to be had. */
        NO_FEATURES
    }
}

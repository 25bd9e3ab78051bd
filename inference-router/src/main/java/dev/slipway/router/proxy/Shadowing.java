package dev.slipway.router.proxy;

import dev.slipway.router.config.RuleConfig.ShadowConfig;
import dev.slipway.router.json.Difference;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a request for targets whose answers nobody gets, and what those answers say beside the real one. A copy never
 * delays the request: it goes out beside it, once, and not at all while many copies are out.
 */
final class Shadowing {
    private static final int MOST = 64;

    private final List<Copy> copies = new ArrayList<>(1);

    private Shadowing() {}

    /** The copies of a question; null for none. */
    static @Nullable Shadowing of(Route route, Asked asked, Chain chain) {
        List<ShadowConfig> wanted = asked.rule().config().shadow();
        if (wanted.isEmpty()
                || !asked.call().body().isComplete()
                || !asked.call().body().kept()) {
            return null;
        }
        Shadowing shadowing = new Shadowing();
        for (ShadowConfig shadow : wanted) {
            Target target = route.targets().get(shadow.target());
            boolean isFirst = chain.size() > 0 && chain.target(0) == target;
            if (!isFirst && route.random().nextDouble() * 100 < shadow.percent()) {
                if (route.shadows().out() < MOST) {
                    shadowing.copies.add(new Copy(route, shadow, target, asked));
                } else {
                    route.shadows().skipped(target.name());
                }
            }
        }
        shadowing.copies.forEach(Copy::start);
        return shadowing.copies.isEmpty() ? null : shadowing;
    }

    /** The real answer is there. */
    void answered(int status, Pieces pieces) {
        byte[] body = pieces.bytes();
        copies.forEach(copy -> copy.primary(status, body));
    }

    /** There is none that could be compared. */
    void notComparable() {
        copies.forEach(copy -> copy.primary(-1, new byte[0]));
    }

    /** One copy. */
    private static final class Copy implements Delivery {
        private final Route route;
        private final ShadowConfig shadow;
        private final Call call;
        private final Chain chain = new Chain();
        private byte @Nullable [] primaryBody;
        private byte @Nullable [] ownBody;
        private int primaryStatus;
        private int ownStatus;

        Copy(Route route, ShadowConfig shadow, Target target, Asked asked) {
            this.route = route;
            this.shadow = shadow;
            Call original = asked.call();
            Head head = original.head().copy();
            RequestBody body = new RequestBody(original.body().bytes());
            byte[] path = Arrays.copyOfRange(original.target(), original.from(), original.to());
            this.call = new Call(
                    head,
                    path,
                    0,
                    path.length,
                    body,
                    original.requestId(),
                    original.credentialsEnd(),
                    original.grpc(),
                    original.deadline(),
                    true,
                    Math.max(0, route.config().limits().priorities().size() - 1),
                    false);
            chain.add(target, Decision.SHADOW);
        }

        void start() {
            route.shadows().begin(shadow.target());
            new Dispatch(route, call, chain, this, route.shadowEffort()).start(System.nanoTime());
        }

        void primary(int status, byte[] body) {
            primaryStatus = status;
            primaryBody = body;
            compare();
        }

        private void own(int status, byte[] body) {
            call.body().release();
            route.shadows().end();
            ownStatus = status;
            ownBody = body;
            compare();
        }

        private void compare() {
            byte[] real = primaryBody;
            byte[] copied = ownBody;
            if (real == null || copied == null || shadow.tolerance() < 0 || primaryStatus < 0) {
                return;
            }
            if (ownStatus / 100 != primaryStatus / 100 || ownStatus < 0) {
                route.shadows().compared(shadow.target(), new Difference("status", 0));
            } else if (primaryStatus == 200) {
                route.shadows().compared(shadow.target(), Difference.of(real, copied, shadow.tolerance()));
            }
        }

        @Override
        public void whole(Target target, int status, Head head, Pieces pieces, @Nullable Head trailers) {
            own(status, pieces.bytes());
        }

        @Override
        public void begin(Target target, int status, Head head) {
            ownStatus = status;
        }

        @Override
        public void piece(ByteBuf piece) {
            piece.release();
        }

        @Override
        public void end(@Nullable Head trailers) {
            primaryStatus = -1;
            own(ownStatus, new byte[0]);
        }

        @Override
        public void broken() {
            own(-1, new byte[0]);
        }

        @Override
        public void exhausted(Exhausted why) {
            own(-1, new byte[0]);
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void attempted(Attempt attempt, Result result, long now) {
            route.shadows().result(shadow.target(), result);
        }
    }
}

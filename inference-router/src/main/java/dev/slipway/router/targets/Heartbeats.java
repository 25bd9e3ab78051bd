package dev.slipway.router.targets;

import dev.slipway.router.net.Fields;
import dev.slipway.router.net.Timers;
import dev.slipway.router.net.UpstreamStream;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks far targets whether they are there: {@code GET /v2/health/live} every {@code heartbeat}, and any answer will do. What
 * cannot be reached is found out without a request that has to suffer for it.
 */
public final class Heartbeats {
    private static final byte[] PATH = HeadWriter.ascii("/v2/health/live");

    private final Targets targets;
    private final Timers timers;
    private final Map<Target, Long> next = new WeakHashMap<>();

    /** Of these targets. */
    public Heartbeats(Targets targets, Timers timers) {
        this.targets = targets;
        this.timers = timers;
    }

    /** Asks those whose time has come. */
    public void tick() {
        long now = System.nanoTime();
        for (Target target : targets.all()) {
            long interval = target.config().heartbeatNanos();
            Long due = next.get(target);
            if (interval > 0 && !target.endpoints().isEmpty() && (due == null || now - due >= 0)) {
                next.put(target, now + interval);
                new Beat(target, now).send(interval);
            }
        }
    }

    /** One question. It is answered by the first endpoint that answers; what is not answered in time is taken back. */
    private final class Beat extends Timers.Timer {
        private final Target target;
        private final long began;
        private final List<Answer> asked = new ArrayList<>();
        private boolean answered;
        private boolean over;

        Beat(Target target, long began) {
            this.target = target;
            this.began = began;
        }

        void send(long interval) {
            timers.set(this, began + interval * 3 / 4);
            Head head = new Head();
            head.request("GET", "/v2/health/live");
            for (Endpoint endpoint : target.endpoints()) {
                Answer answer = new Answer(this);
                asked.add(answer);
                endpoint.connections()
                        .http1(
                                new UpstreamStream.Request(
                                        head, PATH, 0, PATH.length, target.host(), new Fields(), true, 0),
                                answer,
                                false);
            }
        }

        void answered() {
            if (!answered && !over) {
                answered = true;
                target.heartbeat().answered(System.nanoTime() - began);
            }
        }

        @Override
        protected void fire() {
            over = true;
            if (!answered) {
                target.heartbeat().missed();
            }
            asked.forEach(Answer::giveUp);
        }
    }

    private static final class Answer implements UpstreamStream.Receiver {
        private final Beat beat;
        private @Nullable UpstreamStream stream;

        Answer(Beat beat) {
            this.beat = beat;
        }

        @Override
        public boolean wanted() {
            return !beat.over;
        }

        @Override
        public void opened(UpstreamStream opened) {
            stream = opened;
            opened.end();
        }

        @Override
        public void head(Head head) {
            beat.answered();
        }

        @Override
        public void data(ByteBuf piece) {
            piece.release();
        }

        @Override
        public void end(@Nullable Head trailers) {
            stream = null;
        }

        @Override
        public void failed(UpstreamStream.Fault fault, String detail) {
            // The timer tells.
            stream = null;
        }

        void giveUp() {
            UpstreamStream open = stream;
            stream = null;
            if (open != null) {
                open.cancel(this);
            }
        }

        @Override
        public void writable() {
            // Nothing more to send.
        }
    }
}

package dev.slipway.modelserver.http;

import io.vertx.core.impl.ContextInternal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one event loop whose bodies are on their way, oldest first. A look once a second ends those that take
 * too long; a timer for each request would cost more than reading a small body.
 */
final class SlowBodies {
    /** How long a body may take. */
    static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long LOOK_MILLIS = 1000;
    private static final ThreadLocal<SlowBodies> OF_LOOP = new ThreadLocal<>();

    private final Map<InferenceExchange, Long> since = new LinkedHashMap<>();

    private SlowBodies() {}

    /** Those of the event loop that calls and has this context. */
    static SlowBodies of(ContextInternal loop) {
        SlowBodies mine = OF_LOOP.get();
        if (mine == null) {
            SlowBodies made = new SlowBodies();
            OF_LOOP.set(made);
            // Not a timer of Vert.x: that would end with the listener that the loop happens to serve first.
            Future<?> ignored = loop.nettyEventLoop()
                    .scheduleWithFixedDelay(
                            () -> made.look(System.nanoTime()), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return made;
        }
        return mine;
    }

    void add(InferenceExchange exchange, long now) {
        since.put(exchange, now);
    }

    void remove(InferenceExchange exchange) {
        since.remove(exchange);
    }

    private void look(long now) {
        while (!since.isEmpty()) {
            Map.Entry<InferenceExchange, Long> oldest =
                    since.entrySet().iterator().next();
            if (now - oldest.getValue() < LIMIT_NANOS) {
                return;
            }
            since.remove(oldest.getKey());
            oldest.getKey().bodyTooSlow();
        }
    }
}

package dev.slipway.workload.lifecycle;

import dev.slipway.workload.config.Durations;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The end of a server without a lost request. Readiness fails first; for {@code delay} the listeners go on answering,
 * since endpoints take that long to disappear everywhere; each answer asks its client for another connection. Then new
 * connections are refused and what is in flight is finished.
 *
 * @param delay how long clients may still come
 * @param longest how long in-flight requests may take after that
 */
public record Drain(Duration delay, Duration longest) {
    private static final String VARIABLE = "SLIPWAY_DRAIN_DELAY";
    private static final Duration POLL = Duration.ofMillis(20);

    /** A delay of {@code SLIPWAY_DRAIN_DELAY}, 5 s where it is not set, and 20 s for what is in flight. */
    public static Drain fromEnvironment(Map<String, String> environment) throws FailureException {
        String text = environment.getOrDefault(VARIABLE, "5s");
        Duration delay = Durations.parse(text)
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig, VARIABLE + " is \"" + text + "\"; write it as 5s or 500ms."));
        return new Drain(delay, Duration.ofSeconds(20));
    }

    /** Drains these listeners together; returns when they are closed. */
    public void run(ServingPhase phase, List<? extends DrainableListener> listeners) throws InterruptedException {
        phase.enter(Phase.DRAINING);
        listeners.forEach(DrainableListener::notReady);
        Thread.sleep(delay);
        listeners.forEach(DrainableListener::stopAccepting);
        long deadline = System.nanoTime() + longest.toNanos();
        while (!listeners.stream().allMatch(DrainableListener::idle) && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
        }
        // The last answers have left the workers; a moment lets them reach the socket.
        Thread.sleep(POLL.multipliedBy(5));
        listeners.forEach(DrainableListener::close);
    }
}

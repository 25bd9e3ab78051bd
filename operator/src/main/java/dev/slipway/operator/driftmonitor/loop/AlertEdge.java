package dev.slipway.operator.driftmonitor.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An announcement that begins, goes on, or is over.
 *
 * @param alert identity of the announcement: all of its edges have it
 * @param run that brought it about
 * @param repeated it goes on: only a receiver that forgets what it is not told again hears of it
 */
record AlertEdge(
        String alert,
        boolean firing,
        String run,
        Optional<Instant> starts,
        Optional<Instant> ends,
        String summary,
        boolean repeated) {
    private static final Duration PAUSE = Duration.ofHours(6);

    /**
     * Whether an announcement is due again that began then: once in each six hours in which there are runs.
     *
     * @param before end of the run before
     * @param now end of the present run
     */
    static boolean isDueAgain(Instant began, Instant before, Instant now) {
        return Duration.between(began, now).dividedBy(PAUSE)
                > Duration.between(began, before).dividedBy(PAUSE);
    }

    boolean isFor(String sink) {
        return !repeated || sink.startsWith(SinkName.ALERTMANAGER);
    }
}

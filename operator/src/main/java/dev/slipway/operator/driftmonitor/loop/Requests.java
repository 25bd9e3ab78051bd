package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.status.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Who asks for a retraining: the last run by {@code spec.retraining.when}, or the clock; the newer of the two. */
public final class Requests {
    private static final String CLOCK = "clock/";
    private static final String RUN = "run/";

    /** A tick that was missed for longer is not made up for. */
    private static final Duration LATEST = Duration.ofMinutes(10);

    private Requests() {}

    /** Why an expression cannot be read, if so. */
    public static Optional<Refusal> malformed(String when) {
        try {
            WhenExpression.parse(when, Findings.NAMES);
            return Optional.empty();
        } catch (WhenExpression.MalformedException e) {
            return Optional.of(Refusal.invalid("spec.retraining.when " + when + ": " + e.getMessage() + "."));
        }
    }

    static Optional<Request> now(ObservedMonitor observed, Optional<Findings> findings, Retraining retraining) {
        if (retraining.waits() && retraining.lastRequest().startsWith(CLOCK)) {
            return Optional.of(retraining.request());
        }
        var tick = tick(observed);
        var ran = findings.flatMap(Findings::ended);
        return tick.isPresent() && ran.filter(r -> r.isAfter(tick.get())).isEmpty()
                ? tick.map(time -> new Request(CLOCK + time, schedule(observed)))
                : findings.flatMap(found -> byRun(observed, found));
    }

    private static Optional<Request> byRun(ObservedMonitor observed, Findings found) {
        var retraining = observed.spec().retraining();
        var when = retraining == null ? null : retraining.when();
        return when != null && holds(when, found)
                ? Optional.of(new Request(RUN + found.run().jobName(), when))
                : Optional.empty();
    }

    private static boolean holds(String when, Findings found) {
        try {
            return WhenExpression.parse(when, Findings.NAMES).holds(found.numbers());
        } catch (WhenExpression.MalformedException e) {
            return false;
        }
    }

    /** The last tick of the clock that still counts. */
    private static Optional<Instant> tick(ObservedMonitor observed) {
        var made = Times.read(observed.resource().getMetadata().getCreationTimestamp())
                .orElse(Instant.EPOCH);
        return clock(observed)
                .flatMap(clock -> clock.last(observed.now()))
                .filter(tick -> tick.isAfter(made) && tick.plus(LATEST).isAfter(observed.now()));
    }

    /** How long until the clock asks next. */
    static Optional<Duration> untilTick(ObservedMonitor observed) {
        return clock(observed)
                .flatMap(clock -> clock.after(observed.now()))
                .map(next -> Duration.between(observed.now(), next).plusMillis(1));
    }

    private static Optional<Schedule> clock(ObservedMonitor observed) {
        var schedule = schedule(observed);
        return schedule.isEmpty()
                ? Optional.empty()
                : Schedule.parse(schedule, observed.spec().timeZone());
    }

    private static String schedule(ObservedMonitor observed) {
        var retraining = observed.spec().retraining();
        var schedule = retraining == null ? null : retraining.schedule();
        return schedule == null ? "" : schedule;
    }
}

package dev.slipway.operator.driftmonitor.loop;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** A cron expression of five fields in a time zone, as Kubernetes reads it. */
public final class Schedule {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** As robfig/cron reads them, which Kubernetes uses. */
    private static final Map<String, String> SHORTHANDS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private final ExecutionTime times;
    private final ZoneId zone;

    private Schedule(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /** Whether the time zone is one that this process knows. */
    public static boolean knows(String timeZone) {
        return ZoneId.getAvailableZoneIds().contains(timeZone);
    }

    /** Reads an expression; empty if it or the zone cannot be read. */
    public static Optional<Schedule> parse(String expression, String timeZone) {
        try {
            var fields = SHORTHANDS.getOrDefault(expression, expression).replace('?', '*');
            return Optional.of(new Schedule(ExecutionTime.forCron(PARSER.parse(fields)), ZoneId.of(timeZone)));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The first time after this one; empty if there is none, such as on 30 February. */
    public Optional<Instant> after(Instant time) {
        return times.nextExecution(time.atZone(zone)).map(java.time.ZonedDateTime::toInstant);
    }

    /** The last time that is not after this one. */
    public Optional<Instant> last(Instant time) {
        return times.lastExecution(time.plusSeconds(1).atZone(zone)).map(java.time.ZonedDateTime::toInstant);
    }
}

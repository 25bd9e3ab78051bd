package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "*/30 * * * *, Etc/UTC, 2026-11-28T10:10:00Z, 2026-11-28T10:30:00Z",
        "0 2 * * *, Europe/Berlin, 2026-11-28T10:10:00Z, 2026-11-29T01:00:00Z",
        "0 2 * * *, Europe/Berlin, 2026-07-28T10:10:00Z, 2026-07-29T00:00:00Z",
        "0 0 * * MON, Etc/UTC, 2026-11-28T10:10:00Z, 2026-11-30T00:00:00Z",
        "0 0 * * 7, Etc/UTC, 2026-11-28T10:10:00Z, 2026-11-29T00:00:00Z",
        "0 0 13 * FRI, Etc/UTC, 2026-11-28T10:10:00Z, 2026-12-04T00:00:00Z",
        "15 10 1 JAN *, Etc/UTC, 2026-11-28T10:10:00Z, 2027-01-01T10:15:00Z",
        "0 9-17/4 * * 1-5, Etc/UTC, 2026-11-30T09:30:00Z, 2026-11-30T13:00:00Z",
    })
    void tells_the_next_time_as_kubernetes_would(String cron, String zone, String now, String next) {
        assertThat(Schedule.parse(cron, zone).orElseThrow().after(Instant.parse(now)))
                .contains(Instant.parse(next));
    }

    @Test
    void a_time_on_the_schedule_is_the_last_one_until_the_next() {
        var schedule = Schedule.parse("0 2 * * *", "Etc/UTC").orElseThrow();
        assertThat(schedule.last(Instant.parse("2026-11-28T02:00:00Z")))
                .contains(Instant.parse("2026-11-28T02:00:00Z"));
        assertThat(schedule.last(Instant.parse("2026-11-29T01:59:59Z")))
                .contains(Instant.parse("2026-11-28T02:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"61 * * * *, Etc/UTC", "* * * *, Etc/UTC", "0 2 * * *, Moon/Tranquility"})
    void what_cannot_be_read_is_no_schedule(String cron, String zone) {
        assertThat(Schedule.parse(cron, zone)).isEmpty();
    }
}

package dev.slipway.modelserver.predictionlog;

import static dev.slipway.modelserver.predictionlog.SteadyLoad.liveHeapKiB;
import static dev.slipway.modelserver.predictionlog.SteadyLoad.median;
import static dev.slipway.modelserver.predictionlog.SteadyLoad.percentiles;
import static dev.slipway.modelserver.predictionlog.SteadyLoad.residentKiB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.predictionlog.UnreliableProxy.Slowness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The database does not die but answers late. Seconds in a normal run; {@code -Dprediction.log.slow.seconds=120} is the run that
 * {@code bench/results/prediction-log.md} records.
 */
class SlowSinkTest {
    private static final int SECONDS = Integer.getInteger("prediction.log.slow.seconds", 4);
    private static final long BUFFER = 16 << 20;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final UnreliableProxy proxy;

    SlowSinkTest() throws Exception {
        proxy = UnreliableProxy.to(Postgres.shared().port());
    }

    @AfterEach
    void end() throws Exception {
        proxy.close();
    }

    private PredictionLog start(String table, WriterPace pace) {
        return SteadyLoad.start(
                new LogSettings(
                        Postgres.secret(directory, proxy.port(), "postgres", ""),
                        TableName.parse(table),
                        1,
                        Duration.ofDays(90),
                        BUFFER,
                        List.of(),
                        ""),
                pace);
    }

    /** Ways of being slow. */
    enum Way {
        /** 800 kB a second to and fro, a tenth of what the load brings. */
        TRICKLES,
        /** Each answer and each piece of a request half a second late. */
        LATE,
        /** Nothing moves for three seconds, again and again. */
        STALLS;

        Slowness slowness() {
            return switch (this) {
                case TRICKLES -> new Slowness(16 << 10, Duration.ofMillis(20), Duration.ofMillis(20));
                case LATE -> new Slowness(1 << 20, Duration.ofMillis(500), Duration.ofMillis(500));
                case STALLS -> new Slowness(256 << 10, Duration.ofSeconds(3), Duration.ofSeconds(3));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_slow_sink_costs_requests_nothing_every_lost_row_is_counted_and_all_is_well_once_it_is_fast(Way way)
            throws Exception {
        String table = "slow_" + way.name().toLowerCase(Locale.ROOT);
        PredictionLog log = start(table, WriterPace.DEFAULT);
        LogCounters counters = log.counters();
        Eventually.is(() -> log.state().phase() == LogState.Phase.Writing);
        SteadyLoad.run(log, "warm", 2);
        long[] fast = SteadyLoad.run(log, "fast", Math.min(5, SECONDS));
        long sent = counters.offered();
        assertThat(counters.dropped()).isZero();

        proxy.slow(way.slowness());
        SteadyLoad.run(log, "filling", 4);
        long liveBefore = liveHeapKiB();
        long residentBefore = residentKiB();
        long[] slow = SteadyLoad.run(log, "slow", SECONDS);
        long resident = residentKiB();
        long live = liveHeapKiB() - liveBefore - slow.length * Long.BYTES / 1024;
        assertThat(log.allocatedBytes()).isLessThanOrEqualTo(BUFFER);
        assertThat(counters.dropped(DropReason.BUFFER_FULL)).isPositive();

        proxy.slow(Slowness.NONE);
        Eventually.is(LONG, () -> log.queuedRows() == 0);
        long dropped = counters.dropped();
        assertThat(counters.offered()).isEqualTo(counters.written() + dropped);
        SteadyLoad.run(log, "again", 2);
        Eventually.is(LONG, () -> log.queuedRows() == 0);
        assertThat(log.state().phase()).isEqualTo(LogState.Phase.Writing);
        assertThat(counters.dropped()).as("lost once it is fast again").isEqualTo(dropped);
        log.close(LONG);
        assertThat(counters.offered()).isEqualTo(counters.written() + counters.dropped());
        assertThat(dropped).isEqualTo(counters.dropped(DropReason.BUFFER_FULL));
        assertThat(Postgres.shared().number("SELECT count(*) FROM " + table)).isEqualTo(counters.written());
        assertThat(Postgres.shared().number("SELECT count(DISTINCT request_id) FROM " + table))
                .as("what is sent twice has two ids, so a row twice would be one id too few")
                .isEqualTo(counters.written());
        System.out.printf(
                "slow sink, %s: %d s, requests %d fast %d slow, written %d, dropped %d, RSS %d to %d KiB, live heap %+d KiB,"
                        + " record() p50/p99/p99.9/max fast %s ns, slow %s ns%n",
                way,
                SECONDS,
                sent,
                counters.offered() - sent,
                counters.written(),
                counters.dropped(),
                residentBefore,
                resident,
                live,
                percentiles(fast),
                percentiles(slow));
        assertThat(live).isLessThan(8 << 10);
        assertThat(resident - residentBefore).isLessThan(48 << 10);
        assertThat(median(slow)).isLessThan(2 * median(fast) + 2000);
    }

    @Test
    void a_database_that_answers_each_statement_late_but_in_time_is_not_taken_for_dead() throws Exception {
        PredictionLog log = start("late_each", PredictionLogTest.QUICK);
        SteadyLoad.burst(log, "fast", 100);
        Eventually.is(() -> log.counters().written() == 100);
        // Each answer takes 1.4 of the two seconds that it may; a batch needs four of them.
        proxy.slow(new Slowness(1 << 20, Duration.ZERO, Duration.ofMillis(1400)));
        SteadyLoad.burst(log, "slow", 100);
        Eventually.is(
                LONG,
                () -> log.state().phase() == LogState.Phase.Retrying
                        || log.counters().written() == 200);
        assertThat(log.state()).isEqualTo(new LogState(LogState.Phase.Writing, ""));
        proxy.slow(Slowness.NONE);
        log.close(LONG);
        assertThat(Postgres.shared().number("SELECT count(*) FROM late_each")).isEqualTo(200);
    }

    @Test
    void a_server_that_ends_while_the_database_is_slow_to_let_it_in_counts_what_is_lost() throws Exception {
        proxy.slow(new Slowness(1 << 16, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        PredictionLog log = start("let_in", WriterPace.DEFAULT);
        SteadyLoad.burst(log, "rows", 20_000);
        Thread.sleep(1500);
        long began = System.nanoTime();
        log.close(Duration.ofMillis(300));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(log.counters().dropped(DropReason.SHUTDOWN))
                .isEqualTo(log.counters().offered())
                .isEqualTo(20_000);
    }
}

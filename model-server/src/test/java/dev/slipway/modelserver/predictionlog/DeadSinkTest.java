package dev.slipway.modelserver.predictionlog;

import static dev.slipway.modelserver.predictionlog.SteadyLoad.liveHeapKiB;
import static dev.slipway.modelserver.predictionlog.SteadyLoad.median;
import static dev.slipway.modelserver.predictionlog.SteadyLoad.percentiles;
import static dev.slipway.modelserver.predictionlog.SteadyLoad.residentKiB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database dies under load. Seconds in a normal run; {@code -Dprediction.log.outage.seconds=600} is the run that
 * {@code bench/results/prediction-log.md} records.
 */
class DeadSinkTest {
    private static final int SECONDS = Integer.getInteger("prediction.log.outage.seconds", 6);
    private static final long BUFFER = 16 << 20;

    @TempDir
    Path directory;

    @Test
    void a_sink_that_is_dead_under_load_costs_nothing_and_every_lost_row_is_counted() throws Exception {
        Postgres postgres = Postgres.shared();
        UnreliableProxy proxy = UnreliableProxy.to(postgres.port());
        LogSettings settings = new LogSettings(
                Postgres.secret(directory, proxy.port(), "postgres", ""),
                TableName.parse("dead_sink"),
                1,
                Duration.ofDays(90),
                BUFFER,
                List.of(),
                "");
        PredictionLog log = SteadyLoad.start(settings, WriterPace.DEFAULT);
        Eventually.is(() -> log.state().phase() == LogState.Phase.Writing);
        SteadyLoad.run(log, "warm", Math.min(3, SECONDS));
        long[] alive = SteadyLoad.run(log, "alive", Math.min(10, SECONDS));
        long sent = log.counters().offered();
        proxy.close();
        SteadyLoad.run(log, "filling", 3);
        long liveBefore = liveHeapKiB();
        long before = residentKiB();
        long[] dead = SteadyLoad.run(log, "dead", SECONDS);
        long after = residentKiB();
        long live = liveHeapKiB() - liveBefore - dead.length * Long.BYTES / 1024;

        assertThat(log.state().phase()).isEqualTo(LogState.Phase.Retrying);
        assertThat(log.allocatedBytes()).isLessThanOrEqualTo(BUFFER);
        assertThat(log.counters().dropped(DropReason.BUFFER_FULL)).isPositive();
        assertThat(log.counters().offered())
                .isEqualTo(log.counters().written() + log.counters().dropped() + log.queuedRows());
        long queued = log.queuedRows();
        log.close(Duration.ofMillis(500));
        assertThat(log.counters().offered())
                .isEqualTo(log.counters().written() + log.counters().dropped());
        assertThat(postgres.number("SELECT count(*) FROM dead_sink"))
                .isEqualTo(log.counters().written());
        System.out.printf(
                "dead sink: %d s, requests %d alive %d dead, written %d, dropped %d, queued at the end %d, RSS %d to %d KiB,"
                        + " record() p50/p99/p99.9/max alive %s ns, dead %s ns%n",
                SECONDS,
                sent,
                log.counters().offered() - sent,
                log.counters().written(),
                log.counters().dropped(),
                queued,
                before,
                after,
                percentiles(alive),
                percentiles(dead));
        // What rows leave behind would be live; the process also grows by heap that other tests' garbage lies in.
        assertThat(live).isLessThan(8 << 10);
        assertThat(after - before).isLessThan(48 << 10);
        assertThat(median(dead)).isLessThan(2 * median(alive) + 2000);
    }
}

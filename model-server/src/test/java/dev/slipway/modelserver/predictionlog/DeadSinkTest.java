package dev.slipway.modelserver.predictionlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database dies under load. Seconds in a normal run; {@code -Dprediction.log.outage.seconds=600} is the run that
 * {@code bench/results/prediction-log.md} records.
 */
class DeadSinkTest {
    private static final int SECONDS = Integer.getInteger("prediction.log.outage.seconds", 6);
    private static final int PER_MILLI = 20;
    private static final long BUFFER = 16 << 20;
    private static final TensorSpec X = Tensors.spec("x", DataType.FP32, -1L, 64L);
    private static final TensorSpec Y = Tensors.spec("y", DataType.FP32, -1L, 10L);

    /** Kept from load to load, so that the process does not grow by it. */
    private static final long[] NANOS = new long[1_000_000];

    @TempDir
    Path directory;

    @Test
    void a_sink_that_is_dead_under_load_costs_nothing_and_every_lost_row_is_counted() throws Exception {
        Postgres postgres = Postgres.shared();
        AnswerLosingProxy proxy = AnswerLosingProxy.to(postgres.port());
        LogSettings settings = new LogSettings(
                Postgres.secret(directory, proxy.port(), "postgres", ""),
                TableName.parse("dead_sink"),
                1,
                Duration.ofDays(90),
                BUFFER,
                List.of(),
                "");
        PredictionLog log = PredictionLog.start(
                RowLayout.of(new ModelSignature(List.of(X), List.of(Y)), Signature.NONE, List.of()),
                List.of("y"),
                settings,
                "rev",
                Clock.systemUTC(),
                WriterPace.DEFAULT);
        Eventually.is(() -> log.state().phase() == LogState.Phase.Writing);
        load(log, "warm", Math.min(3, SECONDS));
        long[] alive = load(log, "alive", Math.min(10, SECONDS));
        long sent = log.counters().offered();
        proxy.close();
        load(log, "filling", 3);
        long liveBefore = liveHeapKiB();
        long before = residentKiB();
        long[] dead = load(log, "dead", SECONDS);
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
                        + " record() p50/p99/p99.9 alive %s ns, dead %s ns%n",
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

    /** 20,000 requests a second; the time that each record took. */
    private static long[] load(PredictionLog log, String name, int seconds) {
        Number[] values = new Number[64];
        Arrays.fill(values, 0.5f);
        List<TensorInput> inputs = List.of(Tensors.input(X, 1, values));
        List<OutputTensor> outputs = List.of(Tensors.output(Y, 1, Arrays.copyOf(values, 10)));
        long[] nanos = NANOS;
        int count = 0;
        long start = System.nanoTime();
        for (int milli = 0; milli < seconds * 1000; milli++) {
            while (System.nanoTime() - start < milli * 1_000_000L) {
                LockSupport.parkNanos(50_000);
            }
            for (int i = 0; i < PER_MILLI; i++) {
                long began = System.nanoTime();
                log.record(new LoggedRequest(name + milli + "-" + i, null, null, 1000), inputs, outputs);
                nanos[count++ % nanos.length] = System.nanoTime() - began;
            }
        }
        long[] all = Arrays.copyOf(nanos, Math.min(count, nanos.length));
        Arrays.sort(all);
        return all;
    }

    private static long median(long[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static String percentiles(long[] sorted) {
        return median(sorted) + "/" + sorted[(int) (sorted.length * 0.99)] + "/"
                + sorted[(int) (sorted.length * 0.999)];
    }

    private static long liveHeapKiB() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }

    private static long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}

package dev.slipway.modelserver.predictionlog;

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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** 20,000 requests a second, each a row of 64 + 10 floats, and what they cost. */
final class SteadyLoad {
    private static final int PER_MILLI = 20;
    private static final TensorSpec X = Tensors.spec("x", DataType.FP32, -1L, 64L);
    private static final TensorSpec Y = Tensors.spec("y", DataType.FP32, -1L, 10L);

    /** Kept from load to load, so that the process does not grow by it. */
    private static final long[] NANOS = new long[1_000_000];

    private static final List<TensorInput> INPUTS;
    private static final List<OutputTensor> OUTPUTS;

    static {
        Number[] values = new Number[64];
        Arrays.fill(values, 0.5f);
        INPUTS = List.of(Tensors.input(X, 1, values));
        OUTPUTS = List.of(Tensors.output(Y, 1, Arrays.copyOf(values, 10)));
    }

    private SteadyLoad() {}

    /** So many requests at once. */
    static void burst(PredictionLog log, String name, int count) {
        for (int i = 0; i < count; i++) {
            log.record(new LoggedRequest(name + i, null, null, 1000), INPUTS, OUTPUTS);
        }
    }

    /** A log that takes such requests. */
    static PredictionLog start(LogSettings settings, WriterPace pace) {
        return PredictionLog.start(
                RowLayout.of(new ModelSignature(List.of(X), List.of(Y)), Signature.NONE, List.of()),
                List.of("y"),
                settings,
                "rev",
                Clock.systemUTC(),
                pace);
    }

    /** The times that each record took, sorted. */
    static long[] run(PredictionLog log, String name, int seconds) {
        long[] nanos = NANOS;
        int count = 0;
        long start = System.nanoTime();
        for (int milli = 0; milli < seconds * 1000; milli++) {
            while (System.nanoTime() - start < milli * 1_000_000L) {
                LockSupport.parkNanos(50_000);
            }
            for (int i = 0; i < PER_MILLI; i++) {
                long began = System.nanoTime();
                log.record(new LoggedRequest(name + milli + "-" + i, null, null, 1000), INPUTS, OUTPUTS);
                nanos[count++ % nanos.length] = System.nanoTime() - began;
            }
        }
        long[] all = Arrays.copyOf(nanos, Math.min(count, nanos.length));
        Arrays.sort(all);
        return all;
    }

    static long median(long[] sorted) {
        return sorted[sorted.length / 2];
    }

    /** The median, one in a hundred, one in a thousand, the longest. */
    static String percentiles(long[] sorted) {
        return median(sorted) + "/" + sorted[(int) (sorted.length * 0.99)] + "/" + sorted[(int) (sorted.length * 0.999)]
                + "/" + sorted[sorted.length - 1];
    }

    static long liveHeapKiB() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }

    static long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}

package dev.slipway.driftjob.read;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Work in parts that have nothing to do with each other, done beside each other where there is more than one processor. */
final class Beside {
    /** What is fetched is held once for each: the memory is bounded before the processors are. */
    private static final int MOST = 4;

    private Beside() {}

    /** One part. */
    interface Part {
        void run(int part) throws IOException;
    }

    /** Into how many parts work is worth dividing. */
    static int parts() {
        return Math.min(MOST, Runtime.getRuntime().availableProcessors());
    }

    /** Ends when all have ended; throws what the first that failed has thrown, as it was. */
    static void each(int parts, Part part) throws IOException {
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        IntStream.range(0, parts).parallel().forEach(index -> {
            try {
                part.run(index);
            } catch (IOException | RuntimeException | Error e) {
                failed.compareAndSet(null, e);
            }
        });
        switch (failed.get()) {
            case null -> {}
            case IOException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw (RuntimeException) e;
        }
    }
}

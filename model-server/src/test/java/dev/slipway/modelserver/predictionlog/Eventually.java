package dev.slipway.modelserver.predictionlog;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another thread does. */
final class Eventually {
    private Eventually() {}

    static void is(Callable<Boolean> condition) throws Exception {
        is(Duration.ofSeconds(20), condition);
    }

    static void is(Duration longest, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + longest.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("not within " + longest);
            }
            Thread.sleep(10);
        }
    }
}

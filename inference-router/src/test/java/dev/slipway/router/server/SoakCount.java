package dev.slipway.router.server;

import java.util.concurrent.atomic.LongAdder;

/** What became of the requests of a soak. */
final class SoakCount {
    final LongAdder good = new LongAdder();
    final LongAdder failed = new LongAdder();
    /** Answers that ended before their end. */
    final LongAdder broken = new LongAdder();

    final LongAdder givenUp = new LongAdder();

    @Override
    public String toString() {
        return "%s answered, %s told of a failure, %s answers cut off, %s given up by their clients"
                .formatted(good, failed, broken, givenUp);
    }
}

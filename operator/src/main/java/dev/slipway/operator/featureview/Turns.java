package dev.slipway.operator.featureview;

import dev.slipway.operator.model.ObjectName;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One at a time for each name. Names may share a turn, which costs a moment and nothing else. */
final class Turns {
    private static final int STRIPES = 64;

    private final ReentrantLock[] locks =
            IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    <T> T inTurn(ObjectName name, Supplier<T> work) {
        var lock = locks[Math.floorMod(name.hashCode(), STRIPES)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}

package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.OutputTensor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers by exact key, within a number of bytes and for a time; those not used for longest go first. No clock of its own. */
final class AnswerStore {
    /** Objects around the bytes of one entry, about. */
    private static final int OVERHEAD = 256;

    private final long ttlNanos;
    private final long maxBytes;
    private final LinkedHashMap<CacheKey, Stored> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Stored(List<OutputTensor> outputs, long size, long storedNanos) {}

    AnswerStore(long ttlNanos, long maxBytes) {
        this.ttlNanos = ttlNanos;
        this.maxBytes = maxBytes;
    }

    synchronized Optional<List<OutputTensor>> find(CacheKey key, long now) {
        Stored stored = answers.get(key);
        if (stored == null) {
            return Optional.empty();
        }
        if (now - stored.storedNanos() >= ttlNanos) {
            answers.remove(key);
            bytes -= stored.size();
            return Optional.empty();
        }
        return Optional.of(stored.outputs());
    }

    synchronized void put(CacheKey key, List<OutputTensor> outputs, long now) {
        long size = OVERHEAD
                + key.size()
                + outputs.stream().mapToLong(OutputTensor::memory).sum();
        if (size > maxBytes) {
            return;
        }
        Stored before = answers.put(key, new Stored(outputs, size, now));
        bytes += size - (before == null ? 0 : before.size());
        Iterator<Map.Entry<CacheKey, Stored>> eldest = answers.entrySet().iterator();
        while (bytes > maxBytes) {
            bytes -= eldest.next().getValue().size();
            eldest.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}

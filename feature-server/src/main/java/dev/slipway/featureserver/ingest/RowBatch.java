package dev.slipway.featureserver.ingest;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.redis.RedisFailure;
import dev.slipway.featureserver.redis.RedisShards;
import dev.slipway.featureserver.redis.Replies;
import dev.slipway.featureserver.redis.Resp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way to Redis: sent to the shards they belong to, sent again where a slot has moved or a
 * server has forgotten the script. On the event loop of the shards.
 */
public final class RowBatch {
    private final RedisShards shards;
    private final RowScript script;
    private final ByteSink values;
    private final int[] valueEnds;
    private final ByteSink keys;
    private final int[] keyEnds;
    private final int rows;
    private final Consumer<Outcome> done;
    private int open;
    private int written;
    private int created;
    private int older;
    private int retries;
    private @Nullable RedisFailure failure;

    /**
     * How it went.
     *
     * @param written rows that are in Redis now
     * @param created those of them of which there was none before
     * @param older rows that were older than what Redis had
     * @param failure why others are not, or null where none are
     */
    public record Outcome(
            int written, int created, int older, @Nullable RedisFailure failure) {}

    /** Rows whose arguments, as {@link RowScript#encode} wrote them, and keys stand one after the other. */
    public RowBatch(
            RedisShards shards,
            RowScript script,
            ByteSink values,
            int[] valueEnds,
            ByteSink keys,
            int[] keyEnds,
            int rows,
            Consumer<Outcome> done) {
        this.shards = shards;
        this.script = script;
        this.values = values;
        this.valueEnds = valueEnds;
        this.keys = keys;
        this.keyEnds = keyEnds;
        this.rows = rows;
        this.done = done;
        this.open = rows;
    }

    /** Sends all rows. */
    public void send() {
        if (rows == 0) {
            done.accept(new Outcome(0, 0, 0, null));
            return;
        }
        send(IntStream.range(0, rows).toArray(), false);
    }

    private void send(int[] wanted, boolean withScript) {
        if (shards.count() == 1) {
            send(0, wanted, RowScript.rowsOfCall(values.length() / rows), withScript);
            return;
        }
        for (int shard = 0; shard < shards.count(); shard++) {
            int here = shard;
            int[] batch = Arrays.stream(wanted)
                    .filter(row -> shards.shardOf(keys.array(), start(keyEnds, row), length(keyEnds, row)) == here)
                    .toArray();
            // A cluster takes no two keys in one call unless they share a slot.
            send(shard, batch, 1, withScript);
        }
    }

    private void send(int shard, int[] batch, int rowsOfCall, boolean withScript) {
        if (batch.length == 0) {
            return;
        }
        ByteSink out = new ByteSink(1024);
        if (withScript) {
            script.load(out);
            shards.send(shard, out, 1, new Ignored());
            out.truncate(0);
        }
        int calls = 0;
        for (int from = 0; from < batch.length; from += rowsOfCall) {
            call(out, batch, from, Math.min(batch.length, from + rowsOfCall));
            calls++;
        }
        shards.send(shard, out, calls, new Batch(batch, rowsOfCall, calls));
    }

    private void call(ByteSink out, int[] batch, int from, int to) {
        script.begin(out, to - from);
        for (int i = from; i < to; i++) {
            Resp.argument(out, keys.array(), start(keyEnds, batch[i]), length(keyEnds, batch[i]));
        }
        script.afterKeys(out);
        for (int i = from; i < to; i++) {
            out.put(values.array(), start(valueEnds, batch[i]), length(valueEnds, batch[i]));
        }
    }

    private static int start(int[] ends, int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    private static int length(int[] ends, int row) {
        return ends[row] - start(ends, row);
    }

    private void settled(int count) {
        open -= count;
        if (open == 0) {
            done.accept(new Outcome(written, created, older, failure));
        }
    }

    private final class Batch implements Replies {
        private final int[] batch;
        private final int rowsOfCall;
        private final int calls;
        private final List<int[]> unscripted = new ArrayList<>();

        Batch(int[] batch, int rowsOfCall, int calls) {
            this.batch = batch;
            this.rowsOfCall = rowsOfCall;
            this.calls = calls;
        }

        private int[] rowsOf(int call) {
            int from = call * rowsOfCall;
            return Arrays.copyOfRange(batch, from, Math.min(batch.length, from + rowsOfCall));
        }

        @Override
        public void reply(int index, byte[] buffer, int from, int to) {
            if (Resp.isError(buffer, from)) {
                refused(rowsOf(index), RedisFailure.plain(Resp.text(buffer, from, to)));
            } else {
                taken(buffer, Resp.lineEnd(buffer, from, to), to - 2);
            }
            flushUnscripted(index);
        }

        private void taken(byte[] digits, int from, int to) {
            for (int i = from; i < to; i++) {
                switch (digits[i]) {
                    case '2' -> {
                        created++;
                        written++;
                    }
                    case '1' -> written++;
                    default -> older++;
                }
            }
            settled(to - from);
        }

        private void refused(int[] rowsOfCall, String error) {
            if (error.startsWith("NOSCRIPT") && retries++ < rows * 4) {
                unscripted.add(rowsOfCall);
            } else if (retries++ >= rows * 4 || !shards.moved(error, () -> send(rowsOfCall, false))) {
                failure = RedisFailure.refused(error);
                settled(rowsOfCall.length);
            }
        }

        private void flushUnscripted(int index) {
            if (index == calls - 1 && !unscripted.isEmpty()) {
                send(unscripted.stream().flatMapToInt(Arrays::stream).toArray(), true);
            }
        }

        @Override
        public void lost(int index, RedisFailure why) {
            failure = why;
            settled(rowsOf(index).length);
            flushUnscripted(index);
        }
    }

    private static final class Ignored implements Replies {
        @Override
        public void reply(int index, byte[] buffer, int from, int to) {}

        @Override
        public void lost(int index, RedisFailure why) {}
    }
}

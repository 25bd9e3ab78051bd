package dev.slipway.featureserver.ingest;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.redis.RedisFailure;
import dev.slipway.featureserver.redis.RedisShards;
import dev.slipway.featureserver.redis.Replies;
import dev.slipway.featureserver.redis.Resp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows as encoded commands on their way to Redis: sent to the shards they belong to, sent again where a slot has moved or a
 * server has forgotten the script. On the event loop of the shards.
 */
public final class RowBatch {
    private final RedisShards shards;
    private final RowScript script;
    private final ByteSink commands;
    private final int[] commandEnds;
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

    /** Rows whose commands and keys stand one after the other. */
    public RowBatch(
            RedisShards shards,
            RowScript script,
            ByteSink commands,
            int[] commandEnds,
            ByteSink keys,
            int[] keyEnds,
            int rows,
            Consumer<Outcome> done) {
        this.shards = shards;
        this.script = script;
        this.commands = commands;
        this.commandEnds = commandEnds;
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
        if (shards.count() == 1) {
            shards.send(0, commands, rows, new Batch(null));
            return;
        }
        List<Integer> all = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            all.add(row);
        }
        send(all, false);
    }

    private void send(List<Integer> wanted, boolean withScript) {
        for (int shard = 0; shard < shards.count(); shard++) {
            int here = shard;
            int[] batch = wanted.stream()
                    .mapToInt(Integer::intValue)
                    .filter(row -> shards.shardOf(keys.array(), start(keyEnds, row), length(keyEnds, row)) == here)
                    .toArray();
            if (batch.length == 0) {
                continue;
            }
            ByteSink out = new ByteSink(1024);
            if (withScript) {
                script.load(out);
                shards.send(shard, out, 1, new Ignored());
                out.truncate(0);
            }
            for (int row : batch) {
                out.put(commands.array(), start(commandEnds, row), length(commandEnds, row));
            }
            shards.send(shard, out, batch.length, new Batch(batch));
        }
    }

    private static int start(int[] ends, int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    private static int length(int[] ends, int row) {
        return ends[row] - start(ends, row);
    }

    private void settled() {
        open--;
        if (open == 0) {
            done.accept(new Outcome(written, created, older, failure));
        }
    }

    private final class Batch implements Replies {
        private final int @Nullable [] batch;
        private final List<Integer> unscripted = new ArrayList<>();

        Batch(int @Nullable [] batch) {
            this.batch = batch;
        }

        @Override
        public void reply(int index, byte[] buffer, int from, int to) {
            int row = batch == null ? index : batch[index];
            if (!Resp.isError(buffer, from)) {
                switch (buffer[from + 1]) {
                    case '2' -> {
                        created++;
                        written++;
                    }
                    case '1' -> written++;
                    default -> older++;
                }
                settled();
            } else {
                refused(row, Resp.text(buffer, from, to));
            }
            flushUnscripted(index);
        }

        private void refused(int row, String error) {
            if (error.startsWith("NOSCRIPT") && retries++ < rows * 4) {
                unscripted.add(row);
            } else if (retries++ >= rows * 4 || !shards.moved(error, () -> send(List.of(row), false))) {
                failure = new RedisFailure(RedisFailure.Kind.REFUSED, "Redis refused to write: " + error);
                settled();
            }
        }

        private void flushUnscripted(int index) {
            int last = (batch == null ? rows : batch.length) - 1;
            if (index == last && !unscripted.isEmpty()) {
                send(List.copyOf(unscripted), true);
            }
        }

        @Override
        public void lost(int index, RedisFailure why) {
            failure = why;
            settled();
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

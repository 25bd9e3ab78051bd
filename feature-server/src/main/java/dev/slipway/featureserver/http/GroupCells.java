package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.codec.MalformedValueException;
import dev.slipway.featureserver.codec.PackedRow;
import dev.slipway.featureserver.codec.WireReader;
import dev.slipway.featureserver.plan.KeyGroup;
import dev.slipway.featureserver.redis.RedisFailure;
import dev.slipway.featureserver.redis.RedisShards;
import dev.slipway.featureserver.redis.Replies;
import dev.slipway.featureserver.redis.Resp;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What Redis holds under the keys of one group: the replies one after the other, and where in them each cell stands. */
final class GroupCells {
    /** The length of a cell that is not there. */
    static final int ABSENT = -1;

    /** The event time of a row that is there and cannot be read. */
    static final long UNREADABLE = Long.MIN_VALUE + 2;

    private final KeyGroup group;
    private final UniqueKeys keys;
    private final RedisShards shards;
    private final Runnable done;
    private final WireReader reader = new WireReader();
    private final ByteSink data;
    private final int[] offsets;
    private final int[] lengths;
    private final boolean[] lost;
    private final long[] packedTimes;
    private int open;
    private int moves;
    private @Nullable RedisFailure failure;
    private int lostKeys;

    GroupCells(KeyGroup group, UniqueKeys keys, RedisShards shards, Runnable done) {
        this.group = group;
        this.keys = keys;
        this.shards = shards;
        this.done = done;
        int cells = keys.count() * group.cells();
        this.data = new ByteSink(keys.count() * (group.cells() * 20 + 64));
        this.offsets = new int[cells];
        this.lengths = new int[cells];
        this.lost = new boolean[keys.count()];
        this.packedTimes = new long[group.command() == KeyGroup.Command.GET ? keys.count() : 0];
        Arrays.fill(lengths, ABSENT);
        Arrays.fill(packedTimes, EventTimes.NONE);
        open = keys.count();
    }

    /** Sends the commands, each shard's in one batch. */
    void send(ByteSink commands) {
        int[] all = new int[keys.count()];
        for (int key = 0; key < all.length; key++) {
            all[key] = key;
        }
        send(commands, all);
    }

    private void send(ByteSink commands, int[] wanted) {
        int count = shards.count();
        for (int shard = 0; shard < count; shard++) {
            commands.truncate(0);
            int[] batch = count == 1 ? wanted : ofShard(wanted, shard);
            if (batch.length == 0) {
                continue;
            }
            for (int key : batch) {
                group.encode(commands, keys.array(), keys.start(key), keys.length(key));
            }
            shards.send(shard, commands, batch.length, new Batch(batch));
        }
    }

    private int[] ofShard(int[] wanted, int shard) {
        return Arrays.stream(wanted)
                .filter(key -> shards.shardOf(keys.array(), keys.start(key), keys.length(key)) == shard)
                .toArray();
    }

    /** The array that cells stand in. */
    byte[] data() {
        return data.array();
    }

    int offset(int key, int cell) {
        return offsets[key * group.cells() + cell];
    }

    int length(int key, int cell) {
        return lengths[key * group.cells() + cell];
    }

    /** Whether the key's shard did not answer. */
    boolean lost(int key) {
        return lost[key];
    }

    /** Why keys were lost, or null. */
    @Nullable
    RedisFailure failure() {
        return failure;
    }

    /** Whether no key was answered. */
    boolean allLost() {
        return lostKeys == keys.count();
    }

    KeyGroup group() {
        return group;
    }

    int keyOfRow(int row) {
        return keys.keyOfRow(row);
    }

    int keyCount() {
        return keys.count();
    }

    /** The event time of a view's row: NONE where there is none, UNREADABLE where it makes no sense. */
    long eventTime(int key, int view) {
        if (group.command() == KeyGroup.Command.GET) {
            return packedTimes[key];
        }
        int cell = key * group.cells() + group.timeCell(view);
        if (lengths[cell] == ABSENT) {
            return EventTimes.NONE;
        }
        try {
            return EventTimes.decode(reader.over(data.array(), offsets[cell], lengths[cell]));
        } catch (MalformedValueException e) {
            return UNREADABLE;
        }
    }

    private void take(int key, byte[] buffer, int from, int to) {
        switch (group.command()) {
            case HMGET -> fields(key, buffer, from);
            case HGETALL -> pairs(key, buffer, from, to);
            case GET -> packed(key, buffer, from);
        }
    }

    private void fields(int key, byte[] buffer, int from) {
        int at = line(buffer, from);
        int first = key * group.cells();
        for (int cell = 0; cell < group.cells(); cell++) {
            at = bulk(first + cell, buffer, at);
        }
    }

    private void pairs(int key, byte[] buffer, int from, int to) {
        int at = line(buffer, from);
        int first = key * group.cells();
        while (at < to) {
            int nameLength = Resp.number(buffer, at + 1);
            int name = line(buffer, at);
            int value = name + nameLength + 2;
            int cell = group.cellOf(buffer, name, nameLength);
            if (cell >= 0) {
                at = bulk(first + cell, buffer, value);
            } else {
                at = line(buffer, value) + Resp.number(buffer, value + 1) + 2;
            }
        }
    }

    private int bulk(int cell, byte[] buffer, int at) {
        int length = Resp.number(buffer, at + 1);
        int content = line(buffer, at);
        lengths[cell] = length;
        if (length < 0) {
            return content;
        }
        offsets[cell] = data.length();
        data.put(buffer, content, length);
        return content + length + 2;
    }

    private void packed(int key, byte[] buffer, int from) {
        int length = Resp.number(buffer, from + 1);
        if (length < 0) {
            return;
        }
        int start = data.length();
        data.put(buffer, line(buffer, from), length);
        int first = key * group.cells();
        try {
            packedTimes[key] = PackedRow.eventTime(data.array(), start, length);
            group.keyOwner().packedRow().index(reader, data.array(), start, length, offsets, lengths, first);
        } catch (MalformedValueException e) {
            packedTimes[key] = UNREADABLE;
        }
    }

    private static int line(byte[] buffer, int at) {
        int end = at;
        while (buffer[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    private void answered(int count) {
        open -= count;
        if (open == 0) {
            done.run();
        }
    }

    /** Replies of one shard. */
    private final class Batch implements Replies {
        private final int[] batch;

        Batch(int[] batch) {
            this.batch = batch;
        }

        @Override
        public void reply(int index, byte[] buffer, int from, int to) {
            int key = batch[index];
            if (!Resp.isError(buffer, from)) {
                take(key, buffer, from, to);
                answered(1);
                return;
            }
            String error = Resp.text(buffer, from, to);
            boolean again =
                    moves++ < keys.count() * 3 && shards.moved(error, () -> send(new ByteSink(256), new int[] {key}));
            if (again) {
                return;
            }
            if (error.startsWith("WRONGTYPE")) {
                // Something else stands under the key: of this row nothing can be read, the others are fine.
                markUnreadable(key);
                answered(1);
            } else {
                lost(index, new RedisFailure(RedisFailure.Kind.REFUSED, "Redis refused to read: " + error));
            }
        }

        @Override
        public void lost(int index, RedisFailure why) {
            lost[batch[index]] = true;
            lostKeys++;
            failure = why;
            answered(1);
        }
    }

    private void markUnreadable(int key) {
        lost[key] = true;
    }
}

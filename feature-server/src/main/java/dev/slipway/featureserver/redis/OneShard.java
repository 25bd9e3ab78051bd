package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.redis.RedisFailure.Kind;
import java.util.List;

/** One server has everything, whether named or known by sentinels. */
final class OneShard implements RedisShards {
    private final RespConnection connection;

    OneShard(RespConnection connection) {
        this.connection = connection;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public List<Integer> owners() {
        return List.of(0);
    }

    @Override
    public int shardOf(byte[] key, int offset, int length) {
        return 0;
    }

    @Override
    public void send(int shard, ByteSink commands, int count, Replies replies) {
        connection.send(commands, count, replies);
    }

    @Override
    public boolean moved(String error, Runnable then) {
        if (error.startsWith("READONLY")) {
            connection.reconnect(new RedisFailure(Kind.REFUSED, "Redis became a replica; looking for the primary."));
        }
        return false;
    }

    @Override
    public boolean ready() {
        return connection.ready();
    }

    @Override
    public RedisFailure cause() {
        return connection.cause();
    }

    @Override
    public void close() {
        connection.close();
    }
}

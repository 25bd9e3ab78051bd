package dev.slipway.featureserver.redis;

import java.util.List;

/** Where keys are, for one event loop. */
public interface RedisShards {
    /** How many connections there are now. */
    int count();

    /** The connection that has this key. */
    int shardOf(byte[] key, int offset, int length);

    /** The connections to servers that hold keys of their own. */
    List<Integer> owners();

    /** Sends a batch to one of the connections. */
    void send(int shard, dev.slipway.featureserver.codec.ByteSink commands, int count, Replies replies);

    /**
     * Looks at an error reply: whether it says that keys have moved. If so the next {@link #shardOf} knows, once
     * {@code then} has run.
     */
    boolean moved(String error, Runnable then);

    /** Whether every connection takes commands. */
    boolean ready();

    /** Why not, in a sentence. */
    RedisFailure cause();

    /** Ends all connections. */
    void close();
}

package dev.slipway.featureserver.redis;

/** Who takes the answers to a batch of commands, in order, each exactly once. */
public interface Replies {
    /**
     * One reply, errors of Redis included. The bytes are valid only during the call.
     *
     * @param index the number of the command within its batch
     * @param buffer the reply stands in here
     * @param from its first byte, which says its type
     * @param to one behind its last byte
     */
    void reply(int index, byte[] buffer, int from, int to);

    /** No reply will come: the server is away or too slow. */
    void lost(int index, RedisFailure failure);
}

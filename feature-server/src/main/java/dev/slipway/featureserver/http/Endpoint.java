package dev.slipway.featureserver.http;

import dev.slipway.featureserver.redis.RedisFailure;

/** What answers the requests of one path. Runs on the event loop; its answer may come later. */
interface Endpoint {
    /** Answers, or begins to. */
    void handle(Exchange exchange, byte[] body) throws RequestException;

    /** The answer when Redis has none. */
    static RequestException unavailable(RedisFailure failure) {
        return unavailable(failure, "");
    }

    /** The answer when Redis has none, after what is to be known besides. */
    static RequestException unavailable(RedisFailure failure, String before) {
        int status = failure.kind() == RedisFailure.Kind.TIMEOUT ? 504 : 503;
        return RequestException.ours(status, before + failure.message());
    }
}

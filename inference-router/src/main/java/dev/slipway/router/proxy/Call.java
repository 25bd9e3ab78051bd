package dev.slipway.router.proxy;

import dev.slipway.router.wire.Head;

/**
 * What is to be sent, to whichever target.
 *
 * @param head whose fields go along
 * @param target path and query
 * @param from where they begin
 * @param to where they end
 * @param body may still be coming
 * @param requestId named in logs on both sides
 * @param credentialsEnd whether the caller's credentials were for the router and end here
 * @param grpc whether it is a call of gRPC
 * @param deadline by {@code System.nanoTime()}
 * @param strictDeadline whether the caller asked for it: then it holds for the whole answer, not only for its beginning
 * @param level the priority, 0 the best
 * @param cacheable whether the caller lets its answer be kept or be one that was kept
 */
@SuppressWarnings("ArrayRecordComponent") // Written, never compared.
record Call(
        Head head,
        byte[] target,
        int from,
        int to,
        RequestBody body,
        String requestId,
        boolean credentialsEnd,
        boolean grpc,
        long deadline,
        boolean strictDeadline,
        int level,
        boolean cacheable) {}

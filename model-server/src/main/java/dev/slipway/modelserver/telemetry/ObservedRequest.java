package dev.slipway.modelserver.telemetry;

import dev.slipway.workload.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * One request that somebody wants to know of. It is written by whichever thread has the request, one after the other,
 * and read by the outlets after its end.
 */
public final class ObservedRequest implements RequestObserver {
    /** The status of gRPC of a request that is no call of gRPC. */
    static final int NO_GRPC = -1;

    private static final int LONGEST_ID = 128;
    private static final int LONGEST_PATH = 256;

    final String method;
    final String path;
    final @Nullable TraceContext parent;
    final long traceHigh;
    final long traceLow;
    final long spanId;
    final boolean traced;
    final boolean logged;
    private final long startNanos = System.nanoTime();
    private String requestId;
    private long rows = -1;
    private long queueNanos;
    private long computeNanos;
    private long endMicros;
    private long durationNanos;
    private Outcome outcome = new Outcome(0, NO_GRPC);
    private long requestBytes;
    private long responseBytes;
    private boolean over;

    ObservedRequest(Arrival arrival, @Nullable TraceContext parent, TraceIds ids, boolean traced, boolean logged) {
        this.method = arrival.method();
        this.path = JsonText.shortened(arrival.path(), LONGEST_PATH);
        this.requestId = JsonText.shortened(arrival.requestId() == null ? "" : arrival.requestId(), LONGEST_ID);
        this.parent = parent;
        this.traceHigh = ids.high();
        this.traceLow = ids.low();
        this.spanId = ids.span();
        this.traced = traced;
        this.logged = logged;
    }

    /**
     * How it ended.
     *
     * @param http the status of HTTP
     * @param grpc the status of gRPC, or {@link #NO_GRPC}
     */
    record Outcome(int http, int grpc) {}

    @Override
    public void decoded(String id, long rowCount) {
        if (!id.isEmpty()) {
            requestId = JsonText.shortened(id, LONGEST_ID);
        }
        rows = Math.max(0, rows) + rowCount;
    }

    @Override
    public void waited(long nanos) {
        queueNanos += nanos;
    }

    @Override
    public void computed(long nanos) {
        computeNanos += nanos;
    }

    /** The answer has gone out; false if that was known already. */
    boolean end(Outcome answered, long bytesIn, long bytesOut, long nowMicros) {
        if (over) {
            return false;
        }
        over = true;
        outcome = answered;
        requestBytes = bytesIn;
        responseBytes = bytesOut;
        endMicros = nowMicros;
        durationNanos = System.nanoTime() - startNanos;
        return true;
    }

    /** Which protocol the path belongs to. */
    String protocol() {
        if (isCall()) {
            return "grpc";
        }
        if (path.startsWith("/v2")) {
            return "v2";
        }
        if (path.startsWith("/v1")) {
            return "v1";
        }
        return "plain";
    }

    String requestId() {
        return requestId;
    }

    /** Rows of the first input, of all requests of a stream together; -1 where the body did not become tensors. */
    long rows() {
        return rows;
    }

    long queueNanos() {
        return queueNanos;
    }

    long computeNanos() {
        return computeNanos;
    }

    long endMicros() {
        return endMicros;
    }

    long durationNanos() {
        return durationNanos;
    }

    int status() {
        return outcome.http();
    }

    int grpcStatus() {
        return outcome.grpc();
    }

    boolean isCall() {
        return outcome.grpc() != NO_GRPC;
    }

    long requestBytes() {
        return requestBytes;
    }

    long responseBytes() {
        return responseBytes;
    }
}

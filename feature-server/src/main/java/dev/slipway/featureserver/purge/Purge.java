package dev.slipway.featureserver.purge;

import dev.slipway.featureserver.config.RedisConfig;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.materialize.Lease;
import dev.slipway.featureserver.materialize.OnlineStore;
import dev.slipway.featureserver.materialize.RowsLostException;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.featureserver.redis.Resp;
import dev.slipway.workload.failure.FailureException;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Removes one view of a project from Redis: SCAN over every server that holds keys, a bounded number of keys each second, so
 * that readers do not notice. Where it has come to is remembered in Redis beside the rows; a purge that dies is run again and
 * goes on there, unless the server was restarted since (its keys then have another order). It holds the view's lease, so that
 * no materialization writes meanwhile.
 */
public final class Purge {
    private static final int BATCH = 500;
    private static final long SAVE_NANOS = 1_000_000_000L;
    private static final String DONE = "done";
    private static final int LEASE_TRIES = 90;

    private final ViewPlan view;
    private final Removal removal;
    private final int keysPerSecond;
    private final Clock clock;
    private final LongConsumer afterBatch;
    private final String stateKey;
    private final long started = System.nanoTime();
    private long scanned;
    private long rows;
    private long keys;
    private boolean resumed;

    /** A purge at this rate. */
    public Purge(ViewPlan view, int keysPerSecond, Clock clock) {
        this(view, keysPerSecond, clock, scanned -> {});
    }

    /** The same, watched: what it is told after each batch is the number of keys scanned. */
    Purge(ViewPlan view, int keysPerSecond, Clock clock, LongConsumer afterBatch) {
        this.view = view;
        this.removal = new Removal(view);
        this.keysPerSecond = keysPerSecond;
        this.clock = clock;
        this.afterBatch = afterBatch;
        this.stateKey = "slipway:{" + view.config().project() + ":" + view.name() + "}:purge";
    }

    /** Runs to the end. */
    public PurgeSummary run(Vertx vertx, RedisConfig redis) throws FailureException, InterruptedException {
        Instant start = clock.instant();
        try (OnlineStore store = OnlineStore.connect(vertx, redis);
                Lease lease = lease(store)) {
            for (int server : store.owners()) {
                server(store, lease, server);
            }
            lease.forget();
            store.call(1, "DEL", stateKey);
        }
        String project = view.config().project();
        return new PurgeSummary(view.name(), project, start, clock.instant(), scanned, rows, keys, resumed);
    }

    /** A run that is in progress is waited for: it ends by itself, or its lease does. */
    private Lease lease(OnlineStore store) throws FailureException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return Lease.take(store, view.config());
            } catch (FailureException e) {
                if (tries == LEASE_TRIES || e.failure().reason() != Reason.AlreadyRunning) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    private void server(OnlineStore store, Lease lease, int server) throws FailureException, InterruptedException {
        String process = process(store, server);
        String cursor = store.call(1, "HGET", stateKey, process);
        resumed |= !cursor.isEmpty();
        cursor = cursor.isEmpty() ? "0" : cursor;
        long saved = System.nanoTime();
        while (!cursor.equals(DONE)) {
            byte[] reply = store.ask(server, scan(cursor));
            List<byte[]> found = new ArrayList<>();
            String next = read(reply, found);
            remove(store, found);
            cursor = next.equals("0") ? DONE : next;
            if (cursor.equals(DONE) || System.nanoTime() - saved > SAVE_NANOS) {
                store.call(1, "HSET", stateKey, process, cursor);
                saved = System.nanoTime();
            }
            renew(lease);
            scanned += BATCH;
            afterBatch.accept(scanned);
            slow();
        }
    }

    private static void renew(Lease lease) throws FailureException, InterruptedException {
        try {
            lease.renew();
        } catch (RowsLostException e) {
            throw new FailureException(
                    Reason.OnlineStoreUnreachable,
                    "Redis was replaced by another server during the purge; run it again.",
                    e);
        }
    }

    private void remove(OnlineStore store, List<byte[]> found) throws FailureException, InterruptedException {
        List<byte[]> owned = found.stream().filter(view::ownsKey).toList();
        for (byte[] reply : store.each(owned, removal::command)) {
            rows += removal.row(reply) ? 1 : 0;
            keys += removal.key(reply) ? 1 : 0;
        }
    }

    private void slow() throws InterruptedException {
        long due = started + scanned * SAVE_NANOS / keysPerSecond;
        long early = due - System.nanoTime();
        if (early > 0) {
            TimeUnit.NANOSECONDS.sleep(early);
        }
    }

    private byte[][] scan(String cursor) {
        return new byte[][] {
            ascii("SCAN"),
            ascii(cursor),
            ascii("MATCH"),
            view.keyPattern(),
            ascii("COUNT"),
            ascii(String.valueOf(BATCH))
        };
    }

    /** Which process of Redis it is: a cursor means nothing to another one. */
    private static String process(OnlineStore store, int server) throws FailureException, InterruptedException {
        byte[] reply = store.ask(server, ascii("INFO"), ascii("server"));
        return Resp.text(reply, 0, reply.length)
                .lines()
                .filter(line -> line.startsWith("run_id:"))
                .findFirst()
                .orElse("run_id:unknown");
    }

    /** Reads the reply of SCAN: the next cursor, and the keys. */
    private static String read(byte[] reply, List<byte[]> found) {
        int at = Resp.lineEnd(reply, 0, reply.length);
        int end = Resp.end(reply, at, reply.length);
        String cursor = Resp.text(reply, at, end);
        at = Resp.lineEnd(reply, end, reply.length);
        while (at < reply.length) {
            int length = Resp.number(reply, at + 1);
            int content = Resp.lineEnd(reply, at, reply.length);
            found.add(java.util.Arrays.copyOfRange(reply, content, content + length));
            at = content + length + 2;
        }
        return cursor;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

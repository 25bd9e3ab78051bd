package dev.slipway.modelserver.predictionlog;

import dev.slipway.workload.objectstore.StallGuard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that speaks to the database. It takes segments from the buffer, writes each batch exactly once, and
 * waits longer and longer while the database does not take them. Nothing that happens here is seen by a request but
 * through the buffer being full.
 */
final class LogWriter {
    private static final Logger LOG = Logger.getLogger(LogWriter.class);

    private final RowLayout layout;
    private final LogSettings settings;
    private final SegmentBuffer buffer;
    private final LogCounters counters;
    private final Clock clock;
    private final WriterPace pace;
    private final RowEncoder encoder;
    private final WriterMark mark = new WriterMark();
    private final Thread thread;
    private final AtomicReference<Connection> connection = new AtomicReference<>();
    private volatile LogState state = new LogState(LogState.Phase.Connecting, "");
    private volatile boolean ended;
    private @Nullable LogSession session;
    private List<Segment> batch = List.of();
    private long batchNumber;
    private int failures;
    private long nextTryNanos = System.nanoTime();
    private long lastUpkeepNanos = System.nanoTime();
    private long conflictUntilNanos;

    LogWriter(
            RowLayout layout,
            LogSettings settings,
            String revision,
            SegmentBuffer buffer,
            LogCounters counters,
            Clock clock,
            WriterPace pace) {
        this.layout = layout;
        this.settings = settings;
        this.buffer = buffer;
        this.counters = counters;
        this.clock = clock;
        this.pace = pace;
        this.encoder = new RowEncoder(layout, revision);
        this.thread = Thread.ofPlatform().name("prediction-log").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    LogState state() {
        return state;
    }

    /** Says something once it changes. */
    void tell(String message) {
        enter(state.phase(), message);
    }

    private void enter(LogState.Phase phase, String message) {
        LogState before = state;
        LogState after = new LogState(phase, message);
        if (!after.equals(before)) {
            state = after;
            if (!message.isEmpty()) {
                LOG.warn("prediction log: " + message);
            } else if (phase != before.phase()) {
                LOG.info("prediction log: " + phase);
            }
        }
    }

    /** Lets what waits be written until the time is over, then breaks the connection and counts the rest. */
    void finish(Duration longest) throws InterruptedException {
        thread.join(longest);
        ended = true;
        Connection open = connection.get();
        if (thread.isAlive() && open != null) {
            abort(open);
        }
        thread.interrupt();
        thread.join(Duration.ofSeconds(1));
        if (!thread.isAlive()) {
            dropRest();
        }
        enter(LogState.Phase.Closed, state.message());
    }

    private static void abort(Connection open) {
        try {
            open.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("the connection was gone", e);
        }
    }

    private void dropRest() {
        while (!batch.isEmpty()) {
            counters.drop(DropReason.SHUTDOWN, rows(batch));
            buffer.release(batch);
            batch = buffer.take(Long.MAX_VALUE);
        }
        List<Segment> rest = buffer.take(Long.MAX_VALUE);
        counters.drop(DropReason.SHUTDOWN, rows(rest));
        buffer.release(rest);
    }

    private void run() {
        try {
            while (!ended) {
                boolean closing = buffer.closed();
                turn();
                if (closing && batch.isEmpty() && buffer.queuedRows() == 0) {
                    leave();
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the writer was told to end");
        } finally {
            closeSession();
        }
    }

    private void turn() throws InterruptedException {
        if (batch.isEmpty()) {
            buffer.await(pace.flush());
            batch = buffer.take(pace.batchBytes());
            batchNumber++;
        }
        if (inConflict()) {
            drop(DropReason.TYPE_CONFLICT);
            return;
        }
        waitForRetry();
        try {
            work();
            failures = 0;
        } catch (TypeConflictException e) {
            closeSession();
            conflictUntilNanos = System.nanoTime() + pace.upkeep().toNanos();
            enter(LogState.Phase.Conflict, String.valueOf(e.getMessage()));
            drop(DropReason.TYPE_CONFLICT);
        } catch (SQLException e) {
            failed(e);
        } catch (RuntimeException e) {
            LOG.error("prediction log: a batch could not be encoded", e);
            closeSession();
            drop(DropReason.DEFECT);
        }
    }

    private boolean inConflict() {
        return state.phase() == LogState.Phase.Conflict && System.nanoTime() < conflictUntilNanos;
    }

    private void waitForRetry() throws InterruptedException {
        long wait = nextTryNanos - System.nanoTime();
        if (failures > 0 && wait > 0) {
            buffer.pause(Duration.ofNanos(wait));
        }
        if (failures > 0 && buffer.closed()) {
            Thread.sleep(pace.firstRetry());
        }
    }

    private void work() throws SQLException, TypeConflictException {
        LogSession open = session();
        upkeep(open);
        if (batch.isEmpty()) {
            return;
        }
        long rows = rows(batch);
        if (open.lastBatch() >= batchNumber) {
            // The commit had arrived although its answer had not.
            counters.write(rows);
        } else {
            long leftOut = write(open);
            counters.write(rows - leftOut);
            counters.drop(DropReason.DEFECT, leftOut);
        }
        done();
        enter(LogState.Phase.Writing, remark(open));
    }

    /** A peer that is gone without a word can hold a write for a quarter of an hour: reads alone have a limit. */
    private long write(LogSession open) throws SQLException {
        Connection watched = Objects.requireNonNull(connection.get(), "a session has a connection");
        try (StallGuard guard =
                new StallGuard(() -> abort(watched), pace.answer().multipliedBy(2))) {
            return open.write(batch, batchNumber, encoder, clock.instant(), guard::progress);
        }
    }

    private static String remark(LogSession open) {
        return open.partitioned()
                ? ""
                : "The table " + open.tableName() + " is not partitioned: no row of it is ever dropped by age.";
    }

    private LogSession session() throws SQLException, TypeConflictException {
        LogSession open = session;
        if (open == null) {
            open = LogSession.open(layout, settings, mark, pace, clock.instant(), connection::set);
            session = open;
            lastUpkeepNanos = System.nanoTime();
            enter(LogState.Phase.Writing, remark(open));
        }
        return open;
    }

    private void upkeep(LogSession open) throws SQLException {
        if (System.nanoTime() - lastUpkeepNanos >= pace.upkeep().toNanos()) {
            lastUpkeepNanos = System.nanoTime();
            if (!open.stillValid(settings)) {
                throw new SQLException("The credentials have changed; connecting anew.", "08000");
            }
            open.upkeep(clock.instant());
        }
    }

    private void failed(SQLException e) {
        closeSession();
        if (ended) {
            return;
        }
        Trouble trouble = Trouble.of(e, failures);
        if (trouble == Trouble.ROWS && !batch.isEmpty()) {
            enter(LogState.Phase.Writing, "PostgreSQL refused " + rows(batch) + " rows: " + Trouble.message(e));
            drop(DropReason.REFUSED);
            return;
        }
        failures++;
        long wait = pace.firstRetry().toMillis() << Math.min(20, failures - 1);
        nextTryNanos = System.nanoTime() + Math.min(wait, pace.longestRetry().toMillis()) * 1_000_000;
        enter(LogState.Phase.Retrying, Trouble.message(e));
    }

    private void drop(DropReason reason) {
        counters.drop(reason, rows(batch));
        done();
    }

    private void done() {
        List<Segment> finished = batch;
        batch = List.of();
        buffer.release(finished);
    }

    private static long rows(List<Segment> segments) {
        return segments.stream().mapToLong(Segment::rows).sum();
    }

    private void leave() {
        LogSession open = session;
        if (open != null) {
            try {
                open.leave();
            } catch (SQLException e) {
                LOG.debug("the mark of this writer stays for a week", e);
            }
        }
    }

    private void closeSession() {
        LogSession open = session;
        session = null;
        connection.set(null);
        if (open != null) {
            open.close();
        }
    }
}

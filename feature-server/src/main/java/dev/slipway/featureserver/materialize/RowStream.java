package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.ingest.RowBatch;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.offline.CopyReader;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A COPY from PostgreSQL into Redis: while one batch is on its way the next is read, and no more than these two are held. A
 * Redis that is slow makes PostgreSQL wait.
 */
final class RowStream {
    private final ViewPlan view;
    private final RowScript script;
    private final OnlineStore store;
    private final Lease lease;
    private final long lateBefore;
    private RowBuffer filling;
    private RowBuffer sent;
    private @Nullable CompletableFuture<RowBatch.Outcome> flight;
    private long read;
    private long late;
    private long written;
    private long created;
    private long older;

    RowStream(ViewPlan view, Selection selection, RowScript script, OnlineStore store, Lease lease, long lateBefore) {
        int capacity = view.config().materialization().batchRows();
        this.view = view;
        this.script = script;
        this.store = store;
        this.lease = lease;
        this.lateBefore = lateBefore;
        this.filling = new RowBuffer(view, selection.layoutOrder(), script, capacity);
        this.sent = new RowBuffer(view, selection.layoutOrder(), script, capacity);
    }

    /** Copies what the query gives; returns when Redis has it all. */
    void copy(Connection connection, String query)
            throws SQLException, FailureException, InterruptedException, RowsLostException {
        try (CopyReader rows = new CopyReader(connection, query)) {
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                take(row);
            }
        }
        flush();
        settle();
    }

    private void take(byte[] message) throws FailureException, InterruptedException, RowsLostException {
        if (filling.add(message, 2) < lateBefore) {
            late++;
        }
        read++;
        if (filling.full()) {
            flush();
        }
    }

    private void flush() throws FailureException, InterruptedException, RowsLostException {
        settle();
        lease.renew();
        RowBuffer next = sent;
        sent = filling;
        flight = store.write(script, sent);
        filling = next;
    }

    private void settle() throws FailureException, InterruptedException {
        CompletableFuture<RowBatch.Outcome> waiting = flight;
        flight = null;
        if (waiting != null) {
            RowBatch.Outcome outcome = store.settle(waiting, script, sent);
            written += outcome.written();
            created += outcome.created();
            older += outcome.older();
            sent.clear();
        }
    }

    long read() {
        return read;
    }

    long late() {
        return late;
    }

    long written() {
        return written;
    }

    /** Rows written of entities of which there was none. */
    long created() {
        return created;
    }

    long older() {
        return older;
    }

    /** The newest event time read. */
    long newest() {
        return Math.max(filling.newest(), sent.newest());
    }

    ViewPlan view() {
        return view;
    }
}

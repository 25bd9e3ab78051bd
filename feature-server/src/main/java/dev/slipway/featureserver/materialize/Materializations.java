package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.metrics.RunMetrics;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Materialisation inside a serving process, asked for by a request: off the event loops, a few runs at once, one at a time
 * for each view. Other processes are kept away by the lease of the view, as always.
 */
public final class Materializations implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Materializations.class);
    private static final int WORKERS = 2;
    private static final int MOST_WAITING = 64;
    /** A window is read in one piece: that of all times has twenty thousand days. */
    private static final Duration CHUNK = Duration.ofDays(365_000);

    private final Vertx vertx;
    private final ServerMetrics metrics;
    private final ThreadPoolExecutor workers;
    private final Set<String> busy = new HashSet<>();

    /**
     * What is wanted.
     *
     * @param views names, in order
     * @param from event time from which rows are copied; where absent, what is new since the last run
     * @param to event time to which rows are copied
     */
    public record Order(List<String> views, Optional<Instant> from, Instant to) {}

    /** Nothing runs yet. */
    public Materializations(Vertx vertx, ServerMetrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), this::thread);
        workers.allowCoreThreadTimeOut(true);
    }

    /** Which of these views run or wait already; where none does, all of them are taken until their order has run. */
    public synchronized List<String> take(List<String> views) {
        List<String> taken = views.stream().filter(busy::contains).distinct().toList();
        if (taken.isEmpty()) {
            busy.addAll(views);
        }
        return taken;
    }

    /** Runs an order whose views have been taken; then tells, on a thread of its own, why it failed, or null. */
    public void run(Catalog catalog, Order order, Consumer<@Nullable FailureException> done) {
        Runnable work = () -> {
            FailureException failure = views(catalog, order);
            free(order.views());
            done.accept(failure);
        };
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            free(order.views());
            done.accept(new FailureException(
                    Reason.AlreadyRunning,
                    "%d materializations wait already; ask again later.".formatted(MOST_WAITING),
                    e));
        }
    }

    private @Nullable FailureException views(Catalog catalog, Order order) {
        for (String view : order.views()) {
            long start = System.nanoTime();
            FailureException failure = view(catalog, order, view);
            metrics.materialized(view, failure == null, System.nanoTime() - start);
            if (failure != null) {
                LOG.warnf(
                        "materialization of %s failed: %s",
                        view, failure.failure().message());
                return failure;
            }
        }
        return null;
    }

    private @Nullable FailureException view(Catalog catalog, Order order, String view) {
        Materializer materializer = new Materializer(catalog, vertx, Clock.systemUTC());
        try {
            Summary summary = order.from().isPresent()
                    ? materializer.window(view, order.from().get(), order.to(), CHUNK)
                    : materializer.incremental(view, order.to());
            count(view, summary);
            LOG.infof("materialized %s", summary.json());
            return null;
        } catch (FailureException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FailureException(
                    CommonReason.InternalError, "The server ends before the run does; run it again.", e);
        } catch (RuntimeException e) {
            LOG.error("a materialization met a defect", e);
            return new FailureException(
                    CommonReason.InternalError, "The run met a defect; the server's log has it.", e);
        }
    }

    private void count(String view, Summary summary) {
        Summary.Rows rows = summary.rows();
        RunMetrics run = metrics.runs(view)
                .count("read", rows.read())
                .count("written", rows.written())
                .count("skipped", rows.skipped())
                .count("late", rows.late())
                .count("quarantined", rows.quarantined());
        if (!summary.watermark().isEmpty()) {
            run.watermark(Instant.parse(summary.watermark()));
        }
    }

    private synchronized void free(List<String> views) {
        views.forEach(busy::remove);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "materialize");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}

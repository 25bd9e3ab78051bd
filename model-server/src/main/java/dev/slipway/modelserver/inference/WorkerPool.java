package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.inference.WaitingLine.Admission;
import dev.slipway.modelserver.inference.WaitingLine.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Threads that serve a {@link WaitingLine}: each takes what one run can hold as soon as it is free, so batches grow with
 * the load by themselves.
 *
 * @param <J> what is done in the end
 */
final class WorkerPool<J> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WorkerPool.class);

    private final WaitingLine<J> line;
    private final Consumer<List<Entry<J>>> run;
    private final Consumer<Entry<J>> tooLate;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final List<Thread> threads = new ArrayList<>();
    private final long[] busyUntil;
    private final long[] busySince;
    private int free;
    private boolean closed;

    WorkerPool(int threads, WaitingLine<J> line, Consumer<List<Entry<J>>> run, Consumer<Entry<J>> tooLate) {
        this.line = line;
        this.run = run;
        this.tooLate = tooLate;
        this.busyUntil = new long[threads];
        this.busySince = new long[threads];
        for (int i = 0; i < threads; i++) {
            int worker = i;
            this.threads.add(new Worker(() -> serve(worker), "inference-" + i));
        }
        this.threads.forEach(Thread::start);
    }

    /** A thread that may take as long as the model does. */
    private static final class Worker extends Thread {
        Worker(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }
    }

    static boolean onWorker() {
        return Thread.currentThread() instanceof Worker;
    }

    Admission submit(Entry<J> entry) {
        lock.lock();
        try {
            if (closed) {
                return new Admission.Refused(FailureCode.UNAVAILABLE, "The server is shutting down.", 0);
            }
            Admission admission = line.admit(entry, busyNanos(System.nanoTime()), System.nanoTime());
            if (admission instanceof Admission.Admitted && line.worthALook()) {
                arrival.signal();
            }
            return admission;
        } finally {
            lock.unlock();
        }
    }

    boolean remove(Entry<J> entry) {
        lock.lock();
        try {
            return line.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    /** What must be done before a worker is free; nothing where one is. */
    private double busyNanos(long now) {
        if (free > 0) {
            return 0;
        }
        double busy = 0;
        for (long until : busyUntil) {
            busy += until == 0 ? 0 : Math.max(0, until - now);
        }
        return busy;
    }

    private void serve(int worker) {
        try {
            List<Entry<J>> late = new ArrayList<>();
            for (List<Entry<J>> batch = next(worker, late); !batch.isEmpty() || !late.isEmpty(); ) {
                guarded(batch, late);
                late.clear();
                batch = next(worker, late);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A defect costs its own request, not the thread. */
    private void guarded(List<Entry<J>> batch, List<Entry<J>> late) {
        for (Entry<J> entry : late) {
            guarded(() -> tooLate.accept(entry));
        }
        if (!batch.isEmpty()) {
            guarded(() -> run.accept(batch));
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a worker met a defect", e);
        }
    }

    /** Empty, with nobody late, only at the end. */
    private List<Entry<J>> next(int worker, List<Entry<J>> late) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (busyUntil[worker] != 0) {
                line.took(busyUntil[worker] - busySince[worker], System.nanoTime() - busySince[worker]);
            }
            busyUntil[worker] = 0;
            free++;
            while (true) {
                long now = System.nanoTime();
                late.addAll(line.late(now));
                List<Entry<J>> batch = line.take(free, now);
                if (!batch.isEmpty() || !late.isEmpty()) {
                    busySince[worker] = now;
                    busyUntil[worker] = now + (long) cost(batch);
                    return batch;
                }
                if (closed) {
                    return List.of();
                }
                idle(now);
            }
        } finally {
            free--;
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // The caller's loop looks again at everything.
    private void idle(long now) throws InterruptedException {
        long nanos = line.nextLookNanos(now);
        if (nanos == Long.MAX_VALUE) {
            arrival.await();
        } else {
            long ignored = arrival.awaitNanos(nanos);
        }
    }

    private static double cost(List<? extends Entry<?>> batch) {
        return batch.stream().mapToDouble(Entry::costNanos).sum();
    }

    /** What waits is still served; then the threads end, which is waited for: a model must not be closed under a run. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

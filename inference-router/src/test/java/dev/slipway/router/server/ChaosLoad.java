package dev.slipway.router.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Clients that ask one question after the other until a number of questions is reached, and remember what failed and when. */
final class ChaosLoad implements AutoCloseable {
    private final TestRouter router;
    private final AtomicInteger left;
    private final LongAdder answered = new LongAdder();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    /** A request that got no answer of a model. */
    record Failure(String outcome, long from, long to) {}

    ChaosLoad(TestRouter router, int clientCount, int requests) {
        this.router = router;
        this.left = new AtomicInteger(requests);
        for (int i = 0; i < clientCount; i++) {
            running.add(clients.submit(this::ask));
        }
    }

    private void ask() {
        while (left.getAndDecrement() > 0) {
            long from = System.nanoTime();
            String outcome;
            try {
                int status = router.predict().statusCode();
                outcome = status == 200 ? "" : "status " + status;
            } catch (Exception e) {
                outcome = e.toString();
            }
            if (outcome.isEmpty()) {
                answered.increment();
            } else {
                failures.add(new Failure(outcome, from, System.nanoTime()));
            }
        }
    }

    boolean runs() {
        return left.get() > 0;
    }

    long answered() {
        return answered.sum();
    }

    Queue<Failure> failures() {
        return failures;
    }

    /** No more questions; those on their way are waited for. */
    void stop() throws Exception {
        left.set(0);
        for (Future<?> client : running) {
            client.get();
        }
    }

    @Override
    public void close() {
        left.set(0);
        clients.close();
    }
}

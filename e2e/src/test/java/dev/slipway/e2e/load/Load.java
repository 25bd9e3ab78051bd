package dev.slipway.e2e.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that call a Service at a steady pace and keep their connections, as real clients do. The count is strict: every
 * request is sent once, and one that does not get 200 with a right answer has failed, whatever the cause. A connection that
 * cannot be established, one that breaks before the first byte, one that is closed in the middle, an answer that is late,
 * another status, a wrong number: all are failures. Nothing is tried again.
 *
 * <p>A connection is given up after {@value #REQUESTS_PER_CONNECTION} requests, so that new connections are made all the time
 * too; one client in {@value #IDLE_ONE_IN} pauses for {@value #IDLE_MILLIS} ms between requests, to meet servers on idle
 * connections.
 */
public final class Load implements AutoCloseable {
    private static final int REQUESTS_PER_CONNECTION = 500;
    private static final int IDLE_ONE_IN = 4;
    private static final long IDLE_MILLIS = 2_500;

    private final InetSocketAddress address;
    private final List<Question> questions;
    private final Tally tally = new Tally();
    private final List<Thread> threads = new ArrayList<>();
    private final Instant start = Instant.now();
    private volatile boolean stopped;

    private Load(InetSocketAddress address, List<Question> questions) {
        this.address = address;
        this.questions = questions;
    }

    /**
     * Starts to call.
     *
     * @param clients connections at a time
     * @param rate requests per second of all together
     */
    public static Load start(InetSocketAddress address, List<Question> questions, int clients, int rate) {
        var load = new Load(address, questions);
        var busy = clients - clients / IDLE_ONE_IN;
        var pause = Duration.ofSeconds(busy).dividedBy(rate);
        for (var i = 0; i < clients; i++) {
            var between = i % IDLE_ONE_IN == IDLE_ONE_IN - 1 ? Duration.ofMillis(IDLE_MILLIS) : pause;
            load.threads.add(Thread.ofVirtual().name("client-" + i).start(() -> load.call(between)));
        }
        return load;
    }

    /** Requests that have been answered or have failed until now. */
    public long requests() {
        return tally.requests();
    }

    public long failed() {
        return tally.failed();
    }

    /** Ends the clients, each after its present request. */
    public Report stop() throws InterruptedException {
        stopped = true;
        for (var thread : threads) {
            LockSupport.unpark(thread);
            thread.join();
        }
        return tally.report(Duration.between(start, Instant.now()));
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void call(Duration pause) {
        var next = System.nanoTime();
        @Nullable Connection connection = null;
        for (var i = 0; !stopped; i++) {
            connection = one(connection, questions.get(i % questions.size()), i % REQUESTS_PER_CONNECTION == 0);
            next = Math.max(next + pause.toNanos(), System.nanoTime() - pause.toNanos());
            while (!stopped && next > System.nanoTime()) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        if (connection != null) {
            connection.close();
        }
    }

    /** Sends one request, and returns the connection if it can be used again. */
    private @Nullable Connection one(@Nullable Connection before, Question question, boolean renew) {
        var began = System.nanoTime();
        var connection = before;
        try {
            if (connection != null && (renew || !connection.usable())) {
                connection.close();
                connection = null;
            }
            if (connection == null) {
                connection = new Connection(address);
                tally.connected();
            }
            var answer = connection.post(question.path(), question.body());
            tally.count(question.problem(answer.status(), answer.body()), System.nanoTime() - began);
            return connection;
        } catch (IOException | IllegalArgumentException e) {
            tally.failed((connection == null ? "no connection: " : "") + e.getMessage(), System.nanoTime() - began);
            if (connection != null) {
                connection.close();
            }
            return null;
        }
    }
}

package dev.slipway.operator.kube;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets every reconcile that has begun come to its end before an operator stops, and begins none after that. The framework empties
 * its caches while reconciles still run: to one of those nothing would exist, so that it would make everything again and take
 * trainings for deleted.
 */
final class Shutdown {
    private final Phaser underWay = new Phaser(1);
    private volatile boolean stopping;

    /** Whether a reconcile may begin; if so, {@link #end} must follow. */
    boolean begin() {
        if (underWay.register() < 0) {
            return false;
        }
        if (stopping) {
            underWay.arriveAndDeregister();
            return false;
        }
        return true;
    }

    void end() {
        underWay.arriveAndDeregister();
    }

    /**
     * From now on nothing begins.
     *
     * @param patience how long at most what has begun is waited for
     */
    void stop(Duration patience) {
        stopping = true;
        var phase = underWay.arriveAndDeregister();
        try {
            underWay.awaitAdvanceInterruptibly(phase, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            underWay.forceTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Shutdown shutdown = new Shutdown();

    @Test
    void nothingBeginsOnceItIsAskedFor() {
        shutdown.stop(LONG);
        assertThat(shutdown.begin()).isFalse();
    }

    @Test
    void whatHasBegunComesToItsEndFirst() {
        assertThat(shutdown.begin()).isTrue();
        assertThat(shutdown.begin()).isTrue();
        shutdown.end();
        var stopped = CompletableFuture.runAsync(() -> shutdown.stop(LONG));
        while (shutdown.begin()) {
            shutdown.end();
        }
        assertThat(stopped).isNotDone();
        shutdown.end();
        assertThat(stopped).succeedsWithin(LONG);
    }

    @Test
    void whatDoesNotEndHoldsItUpNoLongerThanItsPatience() {
        assertThat(shutdown.begin()).isTrue();
        shutdown.stop(Duration.ofMillis(1));
        assertThat(shutdown.begin()).isFalse();
        shutdown.end();
    }
}

package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.inference.WaitingLine.Admission;
import dev.slipway.modelserver.inference.WaitingLine.Entry;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class WorkerPoolTest {
    private static final long SECOND = 1_000_000_000;
    private static final BatchPlan OFF = BatchPlan.off(CostCurve.ofSingle(1000 * SECOND), "off");

    @Test
    void a_request_is_not_refused_for_the_work_of_others_while_a_worker_is_free() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 100, 2);
        try (WorkerPool<String> pool = new WorkerPool<>(
                2,
                line,
                batch -> {
                    begun.countDown();
                    await(end);
                },
                late -> {})) {
            assertThat(pool.submit(entry("long", 1000 * SECOND))).isEqualTo(new Admission.Admitted());
            begun.await();

            long enough = System.nanoTime() + 20 * SECOND;
            Admission admission = pool.submit(entry("next", SECOND / 2));
            while (!(admission instanceof Admission.Admitted) && System.nanoTime() < enough) {
                Thread.sleep(1); // The other worker's thread may not have started.
                admission = pool.submit(entry("next", SECOND / 2));
            }

            assertThat(admission)
                    .as("half a second of patience, a thousand seconds of work on the other worker")
                    .isEqualTo(new Admission.Admitted());
            end.countDown();
        }
    }

    private static Entry<String> entry(String job, long patience) {
        long now = System.nanoTime();
        return new Entry<>(job, WaitingLine.ALONE, 1, 1000 * SECOND, 0, now, now + patience, Scheduling.NO_DEADLINE);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

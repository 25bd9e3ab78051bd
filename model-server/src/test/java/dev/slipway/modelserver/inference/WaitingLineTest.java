package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ServingConfig.Mode;
import dev.slipway.modelserver.inference.WaitingLine.Admission;
import dev.slipway.modelserver.inference.WaitingLine.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private static final long MS = 1_000_000;
    private static final CostCurve CURVE = new CostCurve(new int[] {1, 4}, new long[] {10 * MS, 16 * MS});
    private static final BatchPlan OFF = BatchPlan.off(CURVE, "");
    private static final BatchPlan AUTO = new BatchPlan(Mode.Auto, 4, 0, CURVE, "");
    private static final BatchPlan FIXED = new BatchPlan(Mode.Fixed, 4, 2 * MS, CURVE, "");

    private static Entry<String> entry(String job, int priority, long arrived, long deadline) {
        return new Entry<>(job, "k", 1, 10 * MS, priority, arrived, arrived + 500 * MS, deadline);
    }

    private static Entry<String> entry(String job) {
        return entry(job, 0, 0, Scheduling.NO_DEADLINE);
    }

    private static List<String> take(WaitingLine<String> line, long now) {
        return line.take(1, now).stream().map(Entry::job).toList();
    }

    @Test
    void urgent_requests_go_first_and_equals_in_the_order_of_arrival() {
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 10, 1);
        line.admit(entry("low", 3, 0, Scheduling.NO_DEADLINE), 0, 0);
        line.admit(entry("a"), 0, 0);
        line.admit(entry("b", 1, 0, Scheduling.NO_DEADLINE), 0, 0);

        assertThat(List.of(take(line, 0), take(line, 0), take(line, 0), take(line, 0)))
                .containsExactly(List.of("a"), List.of("b"), List.of("low"), List.of());
    }

    @Test
    void the_request_beyond_the_bound_is_refused_and_told_when_to_come_back() {
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 2, 1);
        line.admit(entry("a"), 0, 0);
        line.admit(entry("b"), 0, 0);

        assertThat(line.admit(entry("c"), 5 * MS, 0))
                .isEqualTo(new Admission.Refused(
                        FailureCode.RESOURCE_EXHAUSTED, "The server is busy: 2 requests wait; try again.", 25 * MS));
    }

    @Test
    void a_line_whose_runs_take_longer_than_they_cost_refuses_earlier_until_they_do_not() {
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 100, 1);
        for (int i = 0; i < 4; i++) {
            line.admit(entry("x" + i), 0, 0);
        }
        Entry<String> patient = entry("y", 0, 0, 60 * MS);
        for (int i = 0; i < 50; i++) {
            line.took(10 * MS, 20 * MS);
        }
        assertThat(line.admit(patient, 0, 0)).isInstanceOf(Admission.Refused.class);
        for (int i = 0; i < 50; i++) {
            line.took(10 * MS, 9 * MS);
        }
        assertThat(line.admit(patient, 0, 0)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void what_would_wait_longer_than_it_may_is_refused_at_once() {
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 100, 2);
        for (int i = 0; i < 6; i++) {
            line.admit(entry("x" + i), 0, 0);
        }

        Admission hopeless = line.admit(entry("y", 0, 0, 29 * MS), 0, 0);
        Admission possible = line.admit(entry("z", 0, 0, 31 * MS), 0, 0);
        Admission urgent = line.admit(entry("u", 0, 0, 1 * MS), 40 * MS, 0);

        assertThat(hopeless)
                .as("its own deadline")
                .isEqualTo(new Admission.Refused(
                        FailureCode.HOPELESS,
                        "The server is busy: the wait would be about 30 ms, the request has 29 ms.",
                        1 * MS));
        Admission impatient = line.admit(
                new Entry<>("s", WaitingLine.ALONE, 1, 10 * MS, 0, 0, 29 * MS, Scheduling.NO_DEADLINE), 0, 0);
        assertThat(impatient)
                .as("the server's limit")
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.RESOURCE_EXHAUSTED));
        assertThat(possible).isEqualTo(new Admission.Admitted());
        assertThat(urgent).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void an_urgent_request_does_not_count_those_it_passes() {
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 100, 1);
        for (int i = 0; i < 6; i++) {
            line.admit(entry("x" + i, 5, 0, Scheduling.NO_DEADLINE), 0, 0);
        }

        assertThat(line.admit(entry("u", 1, 0, 5 * MS), 0, 0)).isEqualTo(new Admission.Admitted());
        assertThat(take(line, 0)).containsExactly("u");
    }

    @Test
    void a_model_slower_than_the_deadline_still_serves_one_at_a_time() {
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 100, 1);

        assertThat(line.admit(new Entry<>("slow", "k", 1, 900 * MS, 0, 0, 500 * MS, Scheduling.NO_DEADLINE), 0, 0))
                .isEqualTo(new Admission.Admitted());
    }

    @Test
    void those_whose_deadline_passed_leave_the_line() {
        WaitingLine<String> line = new WaitingLine<>(() -> OFF, 100, 1);
        line.admit(entry("a", 0, 0, 20 * MS), 0, 0);
        line.admit(entry("b"), 0, 0);

        assertThat(line.late(21 * MS)).extracting(Entry::job).containsExactly("a");
        assertThat(line.late(501 * MS)).extracting(Entry::job).containsExactly("b");
        assertThat(line.size()).isZero();
    }

    @Test
    void a_fixed_batch_waits_until_it_is_full_or_its_delay_is_over() {
        WaitingLine<String> line = new WaitingLine<>(() -> FIXED, 100, 1);
        line.admit(entry("a"), 0, 0);

        assertThat(take(line, 1 * MS)).isEmpty();
        assertThat(line.nextLookNanos(1 * MS)).isEqualTo(1 * MS);
        assertThat(take(line, 2 * MS)).containsExactly("a");
        for (int i = 0; i < 5; i++) {
            line.admit(entry("b" + i, 0, 3 * MS, Scheduling.NO_DEADLINE), 0, 3 * MS);
        }
        assertThat(take(line, 3 * MS)).containsExactly("b0", "b1", "b2", "b3");
    }

    @Test
    void requests_of_another_kind_do_not_share_a_run() {
        WaitingLine<String> line = new WaitingLine<>(() -> AUTO, 100, 1);
        line.admit(entry("a"), 0, 0);
        line.admit(new Entry<>("other", "k2", 1, 0, 0, 0, 500 * MS, Scheduling.NO_DEADLINE), 0, 0);
        line.admit(new Entry<>("alone", WaitingLine.ALONE, 1, 0, 0, 0, 500 * MS, Scheduling.NO_DEADLINE), 0, 0);
        line.admit(entry("b"), 0, 0);

        assertThat(List.of(take(line, 0), take(line, 0), take(line, 0)))
                .containsExactly(List.of("a", "b"), List.of("other"), List.of("alone"));
    }

    @Test
    void whatever_comes_every_request_leaves_once_and_no_batch_is_too_large() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            BatchPlan plan = List.of(OFF, AUTO, FIXED).get(random.nextInt(3));
            WaitingLine<Integer> line = new WaitingLine<>(() -> plan, 20, 2);
            List<Integer> in = new ArrayList<>();
            List<Integer> out = new ArrayList<>();
            List<Entry<Integer>> waiting = new ArrayList<>();
            long now = 0;
            for (int i = 0; i < 200; i++) {
                now += random.nextInt((int) (5 * MS));
                int rows = 1 + random.nextInt(3);
                long deadline = random.nextBoolean() ? Scheduling.NO_DEADLINE : now + random.nextInt((int) (40 * MS));
                Object key = random.nextInt(5) == 0 ? WaitingLine.ALONE : "k" + random.nextInt(2);
                Entry<Integer> entry =
                        new Entry<>(i, key, rows, rows * 4.0 * MS, random.nextInt(4), now, now + 500 * MS, deadline);
                if (line.admit(entry, 0, now) instanceof Admission.Admitted) {
                    in.add(i);
                    waiting.add(entry);
                }
                switch (random.nextInt(3)) {
                    case 0 -> {
                        if (!waiting.isEmpty()) {
                            Entry<Integer> gone = waiting.get(random.nextInt(waiting.size()));
                            if (line.remove(gone)) {
                                out.add(gone.job());
                            }
                        }
                    }
                    case 1 -> line.late(now).forEach(late -> out.add(late.job()));
                    default -> {
                        List<Entry<Integer>> batch = line.take(1 + random.nextInt(2), now);
                        batch.forEach(each -> out.add(each.job()));
                        assertThat(batch.stream().map(Entry::key).distinct().count())
                                .isLessThanOrEqualTo(1);
                        if (batch.size() > 1) {
                            assertThat(batch.stream().mapToInt(Entry::rows).sum())
                                    .isLessThanOrEqualTo(plan.maxRows());
                        }
                    }
                }
                assertThat(line.size()).isEqualTo(in.size() - out.size()).isLessThanOrEqualTo(20);
            }
            while (line.size() > 0) {
                now += 3 * MS;
                line.take(2, now).forEach(each -> out.add(each.job()));
            }
            assertThat(out).containsExactlyInAnyOrderElementsOf(in);
        }
    }

    private static WaitingLine<String> lineAfterARunOf(int rows) {
        WaitingLine<String> line = new WaitingLine<>(() -> AUTO, 10, 1);
        for (int i = 0; i < rows; i++) {
            line.admit(entry("x" + i), 0, 0);
        }
        assertThat(take(line, 0)).hasSize(rows);
        return line;
    }

    @Test
    void a_worker_waits_for_as_many_as_came_last_time() {
        WaitingLine<String> line = lineAfterARunOf(4);
        line.admit(entry("a"), 0, 16 * MS);
        assertThat(take(line, 16 * MS)).isEmpty();
        line.admit(entry("b"), 0, 17 * MS);
        line.admit(entry("c"), 0, 17 * MS);
        assertThat(line.worthALook()).isFalse();
        line.admit(entry("d"), 0, 18 * MS);
        assertThat(line.worthALook()).isTrue();
        assertThat(take(line, 18 * MS)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void it_waits_no_longer_than_sharing_saves_and_expects_fewer_from_then_on() {
        WaitingLine<String> line = lineAfterARunOf(4);
        line.admit(entry("a"), 0, 16 * MS);
        assertThat(take(line, 16 * MS)).isEmpty();
        // A run of 1 and one of 3 cost 10 and 14 ms, one of 4 costs 16.
        assertThat(line.nextLookNanos(16 * MS)).isEqualTo(8 * MS);
        assertThat(take(line, 24 * MS)).containsExactly("a");
        line.admit(entry("b"), 0, 25 * MS);
        assertThat(take(line, 25 * MS)).containsExactly("b");
    }

    @Test
    void a_lone_request_long_after_a_crowd_waits_for_nobody() {
        WaitingLine<String> line = lineAfterARunOf(4);
        line.admit(entry("a", 0, 1000 * MS, Scheduling.NO_DEADLINE), 0, 1000 * MS);
        assertThat(take(line, 1000 * MS)).containsExactly("a");
    }
}

package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import dev.slipway.operator.driftmonitor.observe.LoopJob.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What receivers of alerts are told: everything, in its order, and once. */
class NoticesTest {
    private static final String MANAGER = "alertmanager http://am:9093";
    private static final String EVENTS = "cloudEvents http://sink";

    private Instant now = Instant.parse("2026-11-29T00:00:00Z");
    private final List<LoopJob> jobs = new ArrayList<>();
    private Notices notices = new Notices(List.of(), List.of(), List.of());
    private List<String> sinks = List.of(MANAGER, EVENTS);

    @Test
    void an_edge_is_remembered_for_each_receiver_before_a_job_is_made() {
        look(edge(1, true));
        assertThat(notices.pending()).extracting(Notice::sink).containsExactly(MANAGER, EVENTS);
        assertThat(notices.wanted()).isEmpty();
        look();
        assertThat(notices.wanted()).hasSize(2);
    }

    @Test
    void a_receiver_that_was_told_is_not_told_again() {
        look(edge(1, true));
        look();
        end(Outcome.SUCCEEDED);
        look();
        assertThat(notices.pending()).isEmpty();
        jobs.clear();
        look();
        assertThat(notices.wanted()).isEmpty();
    }

    @Test
    void one_that_fails_is_told_once_and_tried_again_by_another_job_after_a_pause() {
        sinks = List.of(MANAGER);
        look(edge(1, true));
        look();
        var first = notices.wanted();
        end(Outcome.FAILED);
        look();
        assertThat(notices.news())
                .singleElement()
                .satisfies(n -> assertThat(n.message()).contains(MANAGER, "tried again"));
        look();
        assertThat(notices.wanted()).isEmpty();
        assertThat(notices.news()).isEmpty();
        now = notices.next(now).orElseThrow();
        look();
        assertThat(notices.wanted()).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    @Test
    void what_is_over_is_told_after_what_began() {
        sinks = List.of(MANAGER);
        look(edge(1, true));
        look(edge(1, false));
        assertThat(notices.wanted()).hasSize(1);
        end(Outcome.SUCCEEDED);
        look();
        look();
        assertThat(notices.pending())
                .singleElement()
                .satisfies(n -> assertThat(n.firing()).isFalse());
        assertThat(notices.wanted()).hasSize(1);
    }

    @Test
    void a_receiver_that_is_away_for_long_is_told_the_newest_of_what_happened() {
        sinks = List.of(MANAGER);
        IntStream.range(0, 9).forEach(i -> look(edge(i, true)));
        assertThat(notices.pending()).extracting(Notice::run).containsExactly("run-5", "run-6", "run-7", "run-8");
    }

    @Test
    void a_receiver_that_the_spec_no_longer_names_is_forgotten() {
        look(edge(1, true));
        sinks = List.of(EVENTS);
        look();
        assertThat(notices.pending()).extracting(Notice::sink).containsExactly(EVENTS);
    }

    @Test
    void only_an_alertmanager_that_knows_all_else_is_told_again_what_goes_on() {
        var goesOn = new AlertEdge("alert-1", true, "run-9", Optional.of(now), Optional.empty(), "drift", true);
        look(goesOn);
        assertThat(notices.pending()).extracting(Notice::sink).containsExactly(MANAGER);
        look(goesOn);
        assertThat(notices.pending()).hasSize(1);
    }

    @Test
    void what_goes_on_is_due_once_in_six_hours() {
        var began = now;
        assertThat(AlertEdge.isDueAgain(began, began, began.plus(Duration.ofHours(5))))
                .isFalse();
        assertThat(AlertEdge.isDueAgain(began, began.plus(Duration.ofHours(5)), began.plus(Duration.ofHours(6))))
                .isTrue();
        assertThat(AlertEdge.isDueAgain(began, began.plus(Duration.ofHours(6)), began.plus(Duration.ofHours(7))))
                .isFalse();
        assertThat(AlertEdge.isDueAgain(began, began.plus(Duration.ofHours(7)), began.plus(Duration.ofHours(30))))
                .isTrue();
    }

    @Test
    void what_happens_while_nothing_is_begun_is_told_afterwards() {
        notices = Notices.held(List.of(), List.of(edge(1, true)), sinks);
        look();
        assertThat(notices.wanted()).hasSize(2);
    }

    @Test
    void the_status_holds_all_that_is_remembered() {
        look(edge(1, true));
        look();
        end(Outcome.FAILED);
        look();
        assertThat(notices.pending())
                .allSatisfy(n -> assertThat(Notice.of(n.state())).isEqualTo(n));
    }

    /** The operator dies between writes, Jobs are refused, fail and are deleted while they run. */
    @Test
    void in_a_bad_world_every_edge_is_told_in_its_order_and_none_twice() {
        IntStream.range(0, 300).forEach(seed -> new World(seed).run());
    }

    private static final class World {
        private final Random random;
        private final List<LoopJob> jobs = new ArrayList<>();
        private final Map<String, Notice> of = new HashMap<>();
        private final List<Notice> told = new ArrayList<>();
        private List<Notice> status = List.of();
        private Instant now = Instant.parse("2026-11-29T00:00:00Z");

        World(long seed) {
            random = new Random(seed);
        }

        void run() {
            var edges = List.of(edge(1, true), edge(1, false), edge(2, true), edge(2, false));
            for (var edge : edges) {
                while (!look(List.of(edge), random.nextInt(3) == 0)) {
                    move();
                }
                move();
            }
            for (var i = 0; i < 200 && !status.isEmpty(); i++) {
                now = now.plus(Duration.ofMinutes(31));
                move();
                look(List.of(), random.nextInt(3) == 0);
            }
            assertThat(status).isEmpty();
            assertThat(new HashSet<>(told)).hasSameSizeAs(told);
            assertThat(told)
                    .extracting(n -> n.run() + n.word())
                    .containsExactlyElementsOf(edges.stream()
                            .map(e -> e.run() + (e.firing() ? "firing" : "resolved"))
                            .toList());
        }

        private boolean look(List<AlertEdge> edges, boolean dies) {
            var step = Notices.step(status, edges, List.of(MANAGER), jobs, now);
            for (var wanted : step.wanted()) {
                var known = jobs.stream().anyMatch(j -> j.cause().equals(wanted.cause()));
                if (!known && random.nextInt(4) > 0) {
                    jobs.add(job(wanted.cause(), Outcome.ACTIVE));
                    step.pending().forEach(n -> of.put(n.cause(), n));
                }
            }
            if (!dies) {
                status = step.pending();
            }
            return !dies;
        }

        private void move() {
            now = now.plusSeconds(random.nextInt(120));
            jobs.replaceAll(j -> j.outcome() == Outcome.ACTIVE && random.nextBoolean() ? end(j) : j);
            jobs.removeIf(j -> j.outcome() == Outcome.ACTIVE && random.nextInt(20) == 0);
        }

        private LoopJob end(LoopJob job) {
            var well = random.nextBoolean();
            if (well) {
                var notice = Objects.requireNonNull(of.get(job.cause()));
                told.add(new Notice(
                        notice.alert(),
                        notice.sink(),
                        notice.firing(),
                        notice.run(),
                        notice.starts(),
                        notice.ends(),
                        "",
                        0,
                        Optional.empty()));
            }
            return job(job.cause(), well ? Outcome.SUCCEEDED : Outcome.FAILED);
        }

        private LoopJob job(String cause, Outcome outcome) {
            return new LoopJob(cause, JobRole.ALERT, cause, now, Optional.of(now), outcome, "", "");
        }
    }

    private static AlertEdge edge(int run, boolean firing) {
        var at = Optional.of(Instant.parse("2026-11-29T00:00:00Z"));
        return new AlertEdge("alert-" + run, firing, "run-" + run, at, firing ? Optional.empty() : at, "drift", false);
    }

    private void look(AlertEdge... edges) {
        notices = Notices.step(notices.pending(), List.of(edges), sinks, jobs, now);
    }

    private void end(Outcome outcome) {
        notices.wanted()
                .forEach(w -> jobs.add(
                        new LoopJob(w.cause(), JobRole.ALERT, w.cause(), now, Optional.of(now), outcome, "", "")));
    }
}

package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Facts;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Step;
import dev.slipway.operator.driftmonitor.observe.GateSummary;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import dev.slipway.operator.driftmonitor.observe.LoopJob.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The loop in a world where everything goes wrong: the operator dies between any two writes and looks twice, writes are
 * refused, Jobs fail, hang, write garbage and are deleted, the clock jumps ahead.
 */
class RetrainingChaosTest {
    private static RetrainingPolicy policy(boolean elsewhere) {
        return new RetrainingPolicy(
                Duration.ofHours(6),
                3,
                Duration.ofDays(2),
                false,
                Duration.ofHours(3),
                elsewhere,
                true,
                Duration.ofHours(2));
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("operator.trials", 500));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_double_training_no_breach_of_limits_no_worse_champion_and_no_stuck_state(long seed) {
        var world = new World(seed);
        for (var i = 0; i < 200; i++) {
            world.turn();
        }
        world.calm();
        assertThat(world.retraining().inFlight())
                .as("stuck in %s", world.retraining())
                .isFalse();
        var gate = Gate.of(world.promotion);
        assertThat(gate.evaluating() || gate.promoting() || gate.takingBack() || gate.rollingBack())
                .as("stuck in %s", gate)
                .isFalse();
        if (gate.decision().equals(Optional.of(Decision.Rejected))
                && !gate.message().contains("could not be asked")) {
            assertThat(world.crowned).as("champion, though %s", gate).isNotEqualTo(gate.runId());
        }
    }

    private static final class World {
        private final Random random;
        private final RetrainingPolicy policy;
        private final RetrainingLoop loop;

        /** Trainings that go on at somebody else's, with their Jobs or without. */
        private final Set<String> elsewhere = new HashSet<>();

        private final Map<String, LoopJob> jobs = new LinkedHashMap<>();
        private final Map<String, GateSummary> verdicts = new HashMap<>();
        private final List<Instant> trainings = new ArrayList<>();
        private final Set<String> passed = new HashSet<>();
        private final Set<String> promoted = new HashSet<>();
        private final Set<String> back = new HashSet<>();
        private final Set<String> deleted = new HashSet<>();
        private final Map<String, Instant> began = new HashMap<>();
        private @Nullable RetrainingState status;
        private @Nullable PromotionState promotion;
        private Optional<Request> request = Optional.empty();
        private Instant now = Instant.parse("2026-11-28T00:00:00Z");
        private String crowned = "";
        private int run;

        World(long seed) {
            this.random = new Random(seed);
            this.policy = policy(seed % 2 == 0);
            this.loop = new RetrainingLoop(policy, "uid");
        }

        Retraining retraining() {
            return Retraining.of(status);
        }

        void turn() {
            now = now.plusSeconds(random.nextInt(3600));
            if (random.nextInt(50) == 0) {
                now = now.plus(Duration.ofDays(random.nextInt(3)));
            }
            jobsMove();
            if (random.nextInt(3) == 0) {
                run++;
                request = random.nextBoolean() ? Optional.of(new Request("run/" + run, "drifted")) : Optional.empty();
            }
            look(random.nextInt(4) == 0, random.nextInt(4) == 0, random.nextInt(8) == 0 ? "errors" : "");
        }

        /**
         * The operator looks; it may die before it writes the status, and a Job may not be let in. A Job that was deleted
         * before anybody saw it is made again: the same training, which counts once.
         */
        private void look(boolean diesBetween, boolean refused, String worse) {
            var step = step(worse);
            for (var wanted : step.wanted()) {
                var name = wanted.role() + "-" + wanted.cause();
                if (!refused && !jobs.containsKey(name)) {
                    make(name, wanted, step.retraining());
                }
            }
            if (!diesBetween) {
                status = step.retraining().state(policy, now);
                promotion = step.gate().state();
            }
        }

        private Step step(String worse) {
            return loop.step(
                    retraining(),
                    Gate.of(promotion),
                    new Facts(now, request, true, "", List.copyOf(jobs.values()), verdicts, worse));
        }

        private void make(String name, RetrainingLoop.Wanted wanted, Retraining remembered) {
            if (wanted.role() == JobRole.RETRAIN) {
                goOnElsewhere(wanted.cause(), remembered);
                assertThat(jobs.values())
                        .as("a training starts beside another")
                        .noneMatch(j -> j.role() == JobRole.RETRAIN && j.outcome() == Outcome.ACTIVE);
                began.merge(wanted.cause(), now, (first, again) -> again);
                trainings.clear();
                began.values().stream().sorted().forEach(trainings::add);
                limitsHold();
            }
            if (wanted.role() == JobRole.PROMOTE) {
                promotes(name, wanted.cause());
            }
            if (wanted.role() == JobRole.ROLL_BACK) {
                // Nobody knows whether a promotion that was given up had a Job.
                assertThat(promoted.contains(wanted.cause())
                                || Gate.of(promotion).takingBack())
                        .as("what was not promoted goes back")
                        .isTrue();
                assertThat(back.add(wanted.cause()) || deleted.contains(name))
                        .as("goes back twice")
                        .isTrue();
            }
            jobs.put(
                    name,
                    new LoopJob(name, wanted.role(), wanted.cause(), now, Optional.empty(), Outcome.ACTIVE, "", ""));
        }

        /** A training ends those that it knows to be abandoned before it begins, or is found where it goes on. */
        private void goOnElsewhere(String cause, Retraining remembered) {
            if (policy.elsewhere() && elsewhere.add(cause)) {
                elsewhere.removeAll(remembered.abandoned());
                assertThat(elsewhere).as("trainings beside each other").containsExactly(cause);
            }
        }

        private void promotes(String name, String cause) {
            var gate = Gate.of(promotion);
            assertThat((gate.promoting() || gate.refused()) && gate.runId().equals(cause))
                    .as("the status does not say so: %s", gate)
                    .isTrue();
            if (gate.promoting()) {
                assertThat(passed)
                        .as("a candidate that was never found better is promoted")
                        .contains(cause);
                assertThat(promoted.add(cause) || deleted.contains(name))
                        .as("a candidate is promoted twice")
                        .isTrue();
            } else {
                assertThat(promoted).as("what was promoted is refused").doesNotContain(cause);
            }
        }

        private void limitsHold() {
            var size = trainings.size();
            if (size > 1) {
                var pause = Duration.between(trainings.get(size - 2), trainings.get(size - 1));
                assertThat(pause).as("cooldown").isGreaterThanOrEqualTo(policy.cooldown());
            }
            if (size > policy.maxRuns()) {
                var span = Duration.between(trainings.get(size - 1 - policy.maxRuns()), trainings.get(size - 1));
                assertThat(span).as("budget").isGreaterThanOrEqualTo(policy.period());
            }
        }

        private void jobsMove() {
            for (var job : List.copyOf(jobs.values())) {
                if (job.outcome() == Outcome.ACTIVE && random.nextInt(3) == 0) {
                    finish(job, random.nextInt(4) == 0 ? Outcome.FAILED : Outcome.SUCCEEDED);
                } else if (random.nextInt(60) == 0) {
                    jobs.remove(job.name());
                    verdicts.remove(job.name());
                    deleted.add(job.name());
                }
            }
        }

        private void finish(LoopJob job, Outcome outcome) {
            jobs.put(
                    job.name(),
                    new LoopJob(
                            job.name(),
                            job.role(),
                            job.cause(),
                            job.created(),
                            Optional.of(now),
                            outcome,
                            "",
                            random.nextBoolean() ? "DeadlineExceeded" : "BackoffLimitExceeded"));
            if (job.role() == JobRole.RETRAIN && (outcome == Outcome.SUCCEEDED || random.nextBoolean())) {
                elsewhere.remove(job.cause());
            }
            var garbage = random.nextInt(5) == 0;
            if (outcome == Outcome.SUCCEEDED && job.role() == JobRole.EVALUATE && !garbage) {
                judge(job);
            }
            if (job.role() == JobRole.PROMOTE && promoted.contains(job.cause())) {
                var moves = random.nextInt(5) > 0;
                if (moves) {
                    crowned = job.cause();
                }
                say(job, garbage, moves ? GateSummary.Outcome.Promoted : GateSummary.Outcome.ChampionMoved);
            }
            if (outcome == Outcome.SUCCEEDED && job.role() == JobRole.ROLL_BACK) {
                crowned = crowned.equals(job.cause()) ? "" : crowned;
                say(job, garbage, GateSummary.Outcome.RolledBack);
            }
        }

        private void say(LoopJob job, boolean garbage, GateSummary.Outcome outcome) {
            if (!garbage) {
                verdicts.put(job.name(), new GateSummary(outcome, "", "", "", ""));
            }
        }

        /** The world may look different to a second judgement. */
        private void judge(LoopJob job) {
            var better = random.nextBoolean();
            if (better) {
                passed.add(job.cause());
            }
            verdicts.put(
                    job.name(),
                    new GateSummary(
                            better ? GateSummary.Outcome.Passed : GateSummary.Outcome.Rejected, "7", "8", "", ""));
        }

        /** Nothing goes wrong any more; every Job ends. A way back may wait for a second timeout. */
        void calm() {
            request = Optional.empty();
            for (var i = 0; i < 10; i++) {
                now = now.plusSeconds(60);
                jobs.values().stream()
                        .filter(j -> j.outcome() == Outcome.ACTIVE)
                        .toList()
                        .forEach(j -> finish(j, Outcome.SUCCEEDED));
                look(false, false, "");
            }
            for (var i = 0; i < 2; i++) {
                now = now.plus(policy.timeout()).plusSeconds(60);
                look(false, false, "");
            }
        }
    }
}

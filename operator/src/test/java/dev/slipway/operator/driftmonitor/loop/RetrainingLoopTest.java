package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Step;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.observe.GateSummary;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import dev.slipway.operator.driftmonitor.observe.LoopJob.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the model is trained, how often, and with whose consent. */
class RetrainingLoopTest extends LoopTest {
    @Test
    void nobody_asks_nothing_happens() {
        look();
        assertThat(step.retraining()).isEqualTo(Retraining.NONE);
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void drift_starts_one_retraining_and_asking_again_starts_no_other() {
        ask(DRIFT);
        assertThat(phase()).isEqualTo(Phase.Running);
        assertThat(step.wanted()).as("before the status says so").isEmpty();
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.RETRAIN, id()));
        var first = id();
        ask(MORE_DRIFT);
        assertThat(id()).isEqualTo(first);
        assertThat(step.retraining().starts()).hasSize(1);
    }

    @Test
    void a_training_that_nobody_waits_for_has_no_candidate_to_judge() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED, said(GateSummary.Outcome.Accepted));
        assertThat(phase()).isEqualTo(Phase.Succeeded);
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void an_evaluation_that_is_never_let_in_does_not_hold_up_the_loop_for_ever() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        now = now.plus(Duration.ofHours(7));
        look();
        assertThat(step.gate().reason()).isEqualTo("EvaluationFailed");
        assertThat(phase()).isEqualTo(Phase.Failed);
    }

    @Test
    void without_a_gate_any_more_a_candidate_stays_a_candidate() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        gated = false;
        look();
        assertThat(step.gate().reason()).isEqualTo("CalledOff");
        assertThat(phase()).isEqualTo(Phase.Succeeded);
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void within_the_cooldown_a_request_waits_and_starts_when_it_is_over() {
        gated = false;
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        now = NOON.plus(Duration.ofHours(5));
        ask(MORE_DRIFT);
        assertThat(phase()).isEqualTo(Phase.CoolingDown);
        assertThat(nextAllowed()).isEqualTo("2026-11-29T12:00:00Z");
        now = NOON.plus(Duration.ofHours(24));
        look();
        assertThat(phase()).isEqualTo(Phase.Running);
    }

    @Test
    void a_request_that_waits_is_called_off_by_a_run_without_drift() {
        gated = false;
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        ask(MORE_DRIFT);
        request = Optional.empty();
        look();
        assertThat(phase()).isEqualTo(Phase.Idle);
    }

    @Test
    void the_budget_holds_over_its_sliding_period() {
        gated = false;
        for (var day = 0; day < 3; day++) {
            now = NOON.plus(Duration.ofDays(2L * day));
            ask(new Request("run/" + day, "drifted"));
            end(JobRole.RETRAIN, Outcome.FAILED);
        }
        now = NOON.plus(Duration.ofDays(6));
        ask(new Request("run/3", "drifted"));
        assertThat(phase()).isEqualTo(Phase.OutOfBudget);
        assertThat(nextAllowed()).isEqualTo("2026-12-28T12:00:00Z");
        now = NOON.plus(Duration.ofDays(30));
        look();
        assertThat(phase()).isEqualTo(Phase.Running);
        assertThat(step.retraining().state(policy(), now).runsInPeriod()).isEqualTo(3);
    }

    @Test
    void a_clock_that_was_set_back_shortens_no_cooldown() {
        gated = false;
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        now = NOON.minus(Duration.ofDays(400));
        ask(MORE_DRIFT);
        assertThat(phase()).isEqualTo(Phase.CoolingDown);
    }

    @Test
    void a_person_approves_the_retraining_that_was_shown_and_no_other() {
        manual = true;
        ask(DRIFT);
        assertThat(phase()).isEqualTo(Phase.AwaitingApproval);
        assertThat(step.wanted()).isEmpty();
        var shown = id();
        ask(MORE_DRIFT);
        assertThat(id()).isEqualTo(shown);
        approved = "true";
        look();
        assertThat(phase()).isEqualTo(Phase.AwaitingApproval);
        approved = shown;
        look();
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.RETRAIN, shown));
    }

    @Test
    void a_retraining_whose_job_was_deleted_has_failed_and_is_not_made_again() {
        ask(DRIFT);
        made(JobRole.RETRAIN);
        jobs.clear();
        look();
        assertThat(phase()).isEqualTo(Phase.Failed);
        assertThat(step.retraining().message()).contains("deleted");
        assertThat(step.wanted()).isEmpty();
        look();
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void a_training_elsewhere_whose_job_was_deleted_is_found_again_by_its_id_and_counts_once() {
        elsewhere = true;
        gated = false;
        ask(DRIFT);
        made(JobRole.RETRAIN);
        var before = step.retraining();
        jobs.clear();
        now = NOON.plus(Duration.ofHours(1));
        look();
        assertThat(step.retraining()).isEqualTo(before);
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.RETRAIN, before.runId()));
        made(JobRole.RETRAIN);
        assertThat(step.wanted()).isEmpty();
        assertThat(step.retraining().started()).contains(NOON);
        var created = jobs.getFirst().created();
        jobs.set(0, new LoopJob("j", JobRole.RETRAIN, id(), created, Optional.of(now), Outcome.SUCCEEDED, "", ""));
        look();
        assertThat(phase()).isEqualTo(Phase.Succeeded);
        request = Optional.empty();
        look();
        assertThat(step.retraining().starts()).containsExactly(created);
        assertThat(step.retraining().abandoned()).isEmpty();
    }

    @Test
    void a_training_elsewhere_whose_job_cannot_be_made_again_is_given_up_at_its_timeout_and_ended_by_the_next_one() {
        elsewhere = true;
        ask(DRIFT);
        made(JobRole.RETRAIN);
        jobs.clear();
        request = Optional.empty();
        now = NOON.plus(Duration.ofHours(6));
        look();
        assertThat(phase()).isEqualTo(Phase.Running);
        now = NOON.plus(Duration.ofHours(7));
        look();
        var lost = id();
        assertThat(phase()).isEqualTo(Phase.Failed);
        assertThat(step.retraining().message())
                .isEqualTo("The retraining's Job was deleted, and could not be made again before its timeout.");
        assertThat(step.wanted()).isEmpty();
        now = NOON.plus(Duration.ofHours(24));
        ask(MORE_DRIFT);
        assertThat(phase()).isEqualTo(Phase.Running);
        assertThat(Retraining.of(step.retraining().state(policy(), now)).abandoned())
                .containsExactly(lost);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        assertThat(step.retraining().abandoned()).isEmpty();
    }

    @Test
    void a_failed_training_elsewhere_is_remembered_though_its_job_is_gone() {
        elsewhere = true;
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.FAILED);
        jobs.clear();
        look();
        assertThat(phase()).isEqualTo(Phase.Failed);
        assertThat(step.retraining().abandoned()).containsExactly(id());
    }

    @Test
    void a_job_that_was_deleted_before_anybody_saw_it_is_made_again() {
        ask(DRIFT);
        look();
        look();
        assertThat(phase()).isEqualTo(Phase.Running);
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.RETRAIN, id()));
    }

    @Test
    void a_retraining_whose_job_cannot_be_made_is_wanted_until_its_timeout() {
        ask(DRIFT);
        now = NOON.plus(Duration.ofHours(5));
        look();
        assertThat(step.wanted()).hasSize(1);
        now = NOON.plus(Duration.ofHours(7));
        look();
        assertThat(phase()).isEqualTo(Phase.Failed);
    }

    @Test
    void a_job_that_the_status_does_not_know_is_adopted() {
        ask(DRIFT);
        made(JobRole.RETRAIN);
        var id = id();
        step = new Step(Retraining.NONE, Gate.NONE, List.of());
        look();
        assertThat(phase()).isEqualTo(Phase.Running);
        assertThat(id()).isEqualTo(id);
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void a_deadline_is_told_as_one() {
        ask(DRIFT);
        jobs.add(
                new LoopJob("j", JobRole.RETRAIN, id(), now, Optional.of(now), Outcome.FAILED, "", "DeadlineExceeded"));
        look();
        assertThat(step.retraining().message()).isEqualTo("The retraining took longer than its timeout.");
    }

    @Test
    void what_the_status_holds_is_all_that_is_remembered() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        var kept = Retraining.of(step.retraining().state(policy(), now));
        assertThat(kept).isEqualTo(step.retraining());
        assertThat(Gate.of(step.gate().state())).isEqualTo(step.gate());
    }
}

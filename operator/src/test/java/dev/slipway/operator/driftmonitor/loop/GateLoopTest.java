package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.api.driftmonitor.ReferencePin;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.observe.GateSummary;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a candidate. */
class GateLoopTest extends LoopTest {
    @Test
    void a_trained_candidate_that_is_better_becomes_champion_and_its_data_the_reference() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        assertThat(phase()).isEqualTo(Phase.Evaluating);
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.EVALUATE, id()));
        end(JobRole.EVALUATE, Outcome.SUCCEEDED, BETTER);
        assertThat(step.wanted()).as("before the status says so").isEmpty();
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.PROMOTE, id()));
        assertThat(step.gate().decision()).contains(Decision.Pending);
        end(JobRole.PROMOTE, Outcome.SUCCEEDED, said(GateSummary.Outcome.Promoted));
        assertThat(phase()).isEqualTo(Phase.Succeeded);
        assertThat(step.gate().decision()).contains(Decision.Promoted);
        assertThat(step.gate().watchUntil()).contains(now.plus(Duration.ofHours(2)));
        assertThat(step.gate().references()).containsExactly(new ReferencePin("8", now.toString()));
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void a_candidate_that_is_not_better_is_refused_with_the_reason() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(
                JobRole.EVALUATE,
                Outcome.SUCCEEDED,
                new GateSummary(GateSummary.Outcome.Rejected, "7", "8", "NotBetter", "auc"));
        assertThat(step.gate().decision()).contains(Decision.Rejected);
        assertThat(step.gate().reason()).isEqualTo("NotBetter");
        look();
        assertThat(step.wanted()).as("the registry is told").containsExactly(new Wanted(JobRole.PROMOTE, id()));
        end(JobRole.PROMOTE, Outcome.FAILED);
        assertThat(step.gate().reason()).isEqualTo("NotBetter");
        assertThat(phase()).isEqualTo(Phase.Succeeded);
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void a_candidate_that_is_the_champion_itself_is_none() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(
                JobRole.EVALUATE,
                Outcome.SUCCEEDED,
                new GateSummary(GateSummary.Outcome.NothingToDo, "8", "8", "CandidateIsChampion", ""));
        assertThat(step.gate().decision()).contains(Decision.Rejected);
        assertThat(step.gate().reason()).isEqualTo("CandidateIsChampion");
        assertThat(phase()).isEqualTo(Phase.Succeeded);
    }

    @Test
    void a_candidate_that_no_champion_can_be_compared_with_is_refused_by_name_and_the_registry_is_told() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(
                JobRole.EVALUATE,
                Outcome.SUCCEEDED,
                new GateSummary(GateSummary.Outcome.Rejected, "", "1", "NoChampion", "Add a floor."));
        assertThat(step.gate().decision()).contains(Decision.Rejected);
        assertThat(step.gate().reason()).isEqualTo("NoChampion");
        assertThat(step.gate().candidate()).isEqualTo("1");
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.PROMOTE, id()));
    }

    @Test
    void an_evaluation_or_promotion_whose_job_was_deleted_is_made_again() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        made(JobRole.EVALUATE);
        jobs.clear();
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.EVALUATE, id()));
        end(JobRole.EVALUATE, Outcome.SUCCEEDED, BETTER);
        made(JobRole.PROMOTE);
        jobs.clear();
        look();
        assertThat(step.gate().promoting()).isTrue();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.PROMOTE, id()));
        end(JobRole.PROMOTE, Outcome.SUCCEEDED, said(GateSummary.Outcome.Promoted));
        assertThat(phase()).isEqualTo(Phase.Succeeded);
    }

    @Test
    void what_was_judged_is_not_judged_again_though_its_job_is_gone() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(JobRole.EVALUATE, Outcome.SUCCEEDED, BETTER);
        jobs.clear();
        verdicts.clear();
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.PROMOTE, id()));
        assertThat(step.gate().candidate()).isEqualTo("8");
    }

    @Test
    void an_alias_that_somebody_else_has_moved_stays_where_it_is() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(JobRole.EVALUATE, Outcome.SUCCEEDED, BETTER);
        end(JobRole.PROMOTE, Outcome.SUCCEEDED, said(GateSummary.Outcome.ChampionMoved));
        assertThat(step.gate().decision()).contains(Decision.Rejected);
        assertThat(step.gate().reason()).isEqualTo("ChampionMoved");
        assertThat(phase()).isEqualTo(Phase.Succeeded);
    }

    @Test
    void a_promotion_that_fails_is_taken_back_and_only_then_told() {
        aPromotionFails();
        assertThat(phase()).as("until it is known where the alias is").isEqualTo(Phase.Evaluating);
        assertThat(step.gate().decision()).contains(Decision.Pending);
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.ROLL_BACK, id()));
        end(JobRole.ROLL_BACK, Outcome.SUCCEEDED, said(GateSummary.Outcome.RolledBack));
        assertThat(step.gate().decision()).contains(Decision.Rejected);
        assertThat(step.gate().reason()).isEqualTo("PromotionFailed");
        assertThat(step.gate().message()).startsWith("Version 7 is champion as before. The promotion failed");
        assertThat(phase()).isEqualTo(Phase.Failed);
        look();
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void a_promotion_that_fails_and_cannot_be_taken_back_is_told_as_such() {
        aPromotionFails();
        end(JobRole.ROLL_BACK, Outcome.FAILED);
        assertThat(step.gate().reason()).isEqualTo("PromotionFailed");
        assertThat(step.gate().message()).contains("could not be asked", "The promotion failed");
        assertThat(phase()).isEqualTo(Phase.Failed);
    }

    @Test
    void what_is_never_let_in_to_take_a_promotion_back_does_not_hold_up_the_loop_for_ever() {
        aPromotionFails();
        now = now.plus(Duration.ofHours(7));
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.ROLL_BACK, id()));
        now = now.plus(Duration.ofHours(6));
        look();
        assertThat(step.gate().message()).contains("could not be asked");
        assertThat(phase()).isEqualTo(Phase.Failed);
    }

    @Test
    void an_evaluation_that_takes_longer_than_a_training_may_is_followed_by_its_promotion() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        now = now.plus(Duration.ofHours(7));
        end(JobRole.EVALUATE, Outcome.SUCCEEDED, BETTER);
        look();
        assertThat(step.wanted()).containsExactly(new Wanted(JobRole.PROMOTE, id()));
        now = now.plus(Duration.ofHours(7));
        look();
        assertThat(step.gate().message()).as("for ever").startsWith("The promotion's Job could not be made");
    }

    private void aPromotionFails() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(JobRole.EVALUATE, Outcome.SUCCEEDED, BETTER);
        end(JobRole.PROMOTE, Outcome.FAILED);
    }

    @Test
    void a_way_back_that_fails_is_told_and_not_tried_for_ever() {
        a_trained_candidate_that_is_better_becomes_champion_and_its_data_the_reference();
        worse = "errors";
        look();
        end(JobRole.ROLL_BACK, Outcome.FAILED);
        assertThat(step.gate().decision()).contains(Decision.Promoted);
        assertThat(step.gate().reason()).isEqualTo("RollbackFailed");
        look();
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void the_first_champion_has_nothing_to_go_back_to() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(
                JobRole.EVALUATE,
                Outcome.SUCCEEDED,
                new GateSummary(GateSummary.Outcome.Passed, "", "1", "AllRulesHold", ""));
        look();
        end(JobRole.PROMOTE, Outcome.SUCCEEDED, said(GateSummary.Outcome.Promoted));
        worse = "errors";
        look();
        assertThat(step.gate().decision()).contains(Decision.Promoted);
        assertThat(step.gate().watchUntil()).isEmpty();
    }

    @Test
    void a_champion_that_does_worse_goes_back_once_and_only_while_it_is_watched() {
        a_trained_candidate_that_is_better_becomes_champion_and_its_data_the_reference();
        worse = "errors";
        look();
        assertThat(step.wanted()).as("before the status says so").isEmpty();
        look();
        assertThat(step.wanted())
                .containsExactly(new Wanted(JobRole.ROLL_BACK, step.gate().runId()));
        end(JobRole.ROLL_BACK, Outcome.SUCCEEDED, said(GateSummary.Outcome.RolledBack));
        assertThat(step.gate().decision()).contains(Decision.RolledBack);
        assertThat(step.gate().references()).isEmpty();
        assertThat(step.wanted()).isEmpty();
    }

    @Test
    void a_way_back_that_a_status_from_before_it_has_forgotten_is_told_all_the_same_also_after_the_watch() {
        a_trained_candidate_that_is_better_becomes_champion_and_its_data_the_reference();
        var before = step;
        worse = "errors";
        look();
        look();
        end(JobRole.ROLL_BACK, Outcome.SUCCEEDED, said(GateSummary.Outcome.RolledBack));
        step = before;
        worse = "";
        now = now.plus(Duration.ofHours(3));
        look();
        look();
        assertThat(step.gate().decision()).contains(Decision.RolledBack);
        assertThat(step.gate().references()).isEmpty();
        look();
        assertThat(step.gate().decision()).contains(Decision.RolledBack);
    }

    @Test
    void the_reference_before_the_present_one_comes_back_and_older_ones_are_forgotten() {
        var gate = Gate.NONE;
        for (var version : List.of("1", "2", "3")) {
            gate = gate.next("run").judged("", version).compares(now);
        }
        assertThat(gate.references()).extracting(ReferencePin::version).containsExactly("2", "3");
        assertThat(Gate.of(gate.decided(Decision.Promoted, "", "", Optional.empty())
                                .state())
                        .references())
                .isEqualTo(gate.references());
        assertThat(gate.comparesAsBefore().references())
                .extracting(ReferencePin::version)
                .containsExactly("2");
    }

    @Test
    void after_the_watch_nothing_goes_back() {
        a_trained_candidate_that_is_better_becomes_champion_and_its_data_the_reference();
        worse = "errors";
        now = now.plus(Duration.ofHours(3));
        look();
        assertThat(step.wanted()).isEmpty();
        assertThat(step.gate().decision()).contains(Decision.Promoted);
    }

    @Test
    void an_evaluation_without_a_result_promotes_nothing() {
        ask(DRIFT);
        end(JobRole.RETRAIN, Outcome.SUCCEEDED);
        end(JobRole.EVALUATE, Outcome.SUCCEEDED);
        assertThat(step.gate().decision()).contains(Decision.Rejected);
        assertThat(step.gate().reason()).isEqualTo("EvaluationFailed");
        assertThat(phase()).isEqualTo(Phase.Failed);
    }
}

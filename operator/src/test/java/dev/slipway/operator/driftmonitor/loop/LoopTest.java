package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A loop that is looked at again and again, and the world around it. */
abstract class LoopTest {
    static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    static final Request DRIFT = new Request("run/fraud-1", "driftedShare >= 0.3");
    static final Request MORE_DRIFT = new Request("run/fraud-2", "driftedShare >= 0.3");

    static final GateSummary BETTER = new GateSummary(GateSummary.Outcome.Passed, "7", "8", "AllRulesHold", "auc");

    boolean manual;
    boolean gated = true;
    boolean elsewhere;
    Instant now = NOON;
    Optional<Request> request = Optional.empty();
    String approved = "";
    String worse = "";
    final List<LoopJob> jobs = new ArrayList<>();
    final Map<String, GateSummary> verdicts = new HashMap<>();
    Step step = new Step(Retraining.NONE, Gate.NONE, List.of());

    void ask(Request what) {
        request = Optional.of(what);
        look();
    }

    void look() {
        step = new RetrainingLoop(policy(), "uid")
                .step(step.retraining(), step.gate(), new Facts(now, request, true, approved, jobs, verdicts, worse));
    }

    void made(JobRole role) {
        jobs.add(new LoopJob(role + id(), role, id(), now, Optional.empty(), Outcome.ACTIVE, "", ""));
        look();
    }

    void end(JobRole role, Outcome how) {
        request = Optional.empty();
        var cause = role == JobRole.ROLL_BACK ? step.gate().runId() : id();
        jobs.add(new LoopJob(role + cause, role, cause, now, Optional.of(now), how, "", ""));
        look();
    }

    static GateSummary said(GateSummary.Outcome outcome) {
        return new GateSummary(outcome, "", "", "", "");
    }

    void end(JobRole role, Outcome how, GateSummary verdict) {
        verdicts.put(role + (role == JobRole.ROLL_BACK ? step.gate().runId() : id()), verdict);
        end(role, how);
    }

    RetrainingPolicy policy() {
        return new RetrainingPolicy(
                Duration.ofHours(24),
                3,
                Duration.ofDays(30),
                manual,
                Duration.ofHours(6),
                elsewhere,
                gated,
                Duration.ofHours(2));
    }

    Phase phase() {
        return step.retraining().phase();
    }

    String id() {
        return step.retraining().runId();
    }

    String nextAllowed() {
        return String.valueOf(step.retraining().state(policy(), now).nextAllowedTime());
    }
}

package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.operator.driftmonitor.observe.GateSummary;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import dev.slipway.operator.model.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Retraining and the gate behind it, one step at a time. A step is a pure function of what the status remembers and which
 * Jobs exist. What must happen in the world is said as Jobs that should exist; a Job's name follows from the retraining, and
 * the retraining's id from what asked for it, so that a step that is taken twice, by whomever, makes one Job.
 */
public final class RetrainingLoop {
    private final RetrainingPolicy policy;
    private final GateLoop gateLoop;
    private final String uid;

    /**
     * @param uid of the monitor: one that is made anew under its old name trains anew
     */
    public RetrainingLoop(RetrainingPolicy policy, String uid) {
        this.policy = policy;
        this.gateLoop = new GateLoop(policy);
        this.uid = uid;
    }

    /**
     * What is known at one moment.
     *
     * @param request what asks now: the last run's expression, or the clock; empty: nobody. A request that waits keeps its
     *     id while anything asks, so that a person approves what they were shown
     * @param settled whether the last run has been heard, so that no request means that none is left
     * @param approved the value of the annotation; the id of the retraining that a person agrees to
     * @param verdicts what Jobs came to, by the Job's name
     * @param worse why the new champion, since it is, is worse than the old one; empty: nothing says so
     */
    public record Facts(
            Instant now,
            Optional<Request> request,
            boolean settled,
            String approved,
            List<LoopJob> jobs,
            Map<String, GateSummary> verdicts,
            String worse) {
        public Facts {
            jobs = List.copyOf(jobs);
            verdicts = Map.copyOf(verdicts);
        }

        Optional<LoopJob> job(JobRole role, String cause) {
            return jobs.stream()
                    .filter(j -> j.role() == role && j.cause().equals(cause))
                    .findFirst();
        }

        /** Whether it is so long ago that what was last done for a retraining came to its end. */
        boolean isOverdue(Retraining retraining, Duration longest) {
            return jobs.stream()
                    .filter(j -> j.cause().equals(retraining.runId()))
                    .flatMap(j -> j.finished().stream())
                    .max(Comparator.naturalOrder())
                    .or(retraining::finished)
                    .filter(end -> end.plus(longest).isBefore(now))
                    .isPresent();
        }

        Optional<GateSummary> verdict(LoopJob job) {
            return Optional.ofNullable(verdicts.get(job.name()));
        }
    }

    /** A Job that should exist. */
    public record Wanted(JobRole role, String cause) {}

    /** What is remembered from now on, and which Jobs should exist. */
    public record Step(Retraining retraining, Gate gate, List<Wanted> wanted) {
        public Step {
            wanted = List.copyOf(wanted);
        }
    }

    public Step step(Retraining before, Gate gate, Facts facts) {
        var retraining = before.inFlight() ? before : answer(adopt(before, facts), facts);
        var ran = retraining.phase() == Phase.Running ? leaving(train(retraining, facts)) : retraining;
        return gateLoop.step(wishes(before, ran, gate, facts), facts);
    }

    /** What failed may go on elsewhere until the next training, which ends it before it begins, has come to its end. */
    private Retraining leaving(Retraining retraining) {
        if (!policy.elsewhere() || retraining.phase() == Phase.Running) {
            return retraining;
        }
        return retraining.phase() == Phase.Failed ? retraining.abandonedToo() : retraining.leaving(List.of());
    }

    /** A training starts only once the status says so: what is remembered first cannot be forgotten. */
    private static Step wishes(Retraining before, Retraining retraining, Gate gate, Facts facts) {
        var remembered = before.phase() == Phase.Running && before.runId().equals(retraining.runId());
        var unmade = retraining.phase() == Phase.Running
                && (retraining.started().isEmpty()
                        || facts.job(JobRole.RETRAIN, retraining.runId()).isEmpty());
        return new Step(
                retraining,
                gate,
                remembered && unmade ? List.of(new Wanted(JobRole.RETRAIN, retraining.runId())) : List.of());
    }

    /** Jobs that the status does not know, because it was lost: they count, and one that runs is the present one. */
    private static Retraining adopt(Retraining known, Facts facts) {
        var trainings =
                facts.jobs().stream().filter(j -> j.role() == JobRole.RETRAIN).toList();
        var before = known.withStarts(trainings.stream().map(LoopJob::created).toList());
        return trainings.stream()
                .filter(j -> !j.isOver() && !j.cause().equals(before.runId()))
                .findFirst()
                .map(j ->
                        before.decided(before.request(), j.cause(), j.created()).seen(j.created()))
                .orElse(before);
    }

    private Retraining answer(Retraining before, Facts facts) {
        if (before.inFlight()) {
            return before;
        }
        if (facts.request().isEmpty()) {
            return before.waits() && facts.settled() ? before.calledOff() : before;
        }
        var request = facts.request().get();
        if (before.waits()) {
            return allowed(before, before.request(), facts);
        }
        return request.id().equals(before.lastRequest()) ? before : allowed(before, request, facts);
    }

    private Retraining allowed(Retraining before, Request request, Facts facts) {
        var id = ContentHash.of(uid + "\n" + request.id());
        var made = facts.job(JobRole.RETRAIN, id);
        if (made.isPresent()) {
            return before.decided(request, id, made.get().created())
                    .seen(made.get().created());
        }
        var allowance = policy.allowance(before.starts(), facts.now());
        if (allowance.at().isPresent()) {
            return allowance.byBudget()
                    ? before.waiting(
                            Phase.OutOfBudget,
                            "%d retrainings within the budget's period have been started. Raise spec.retraining.budget, or wait."
                                    .formatted(policy.maxRuns()),
                            request,
                            id)
                    : before.waiting(
                            Phase.CoolingDown, "The last retraining started less than a cooldown ago.", request, id);
        }
        if (policy.manual() && !facts.approved().equals(id)) {
            return before.waiting(
                    Phase.AwaitingApproval,
                    "Approve with the annotation slipway.dev/approve-retraining=" + id + ".",
                    request,
                    id);
        }
        return before.decided(request, id, facts.now());
    }

    private Retraining train(Retraining before, Facts facts) {
        var job = facts.job(JobRole.RETRAIN, before.runId());
        if (job.isEmpty()) {
            return missing(before, facts);
        }
        var seen = before.seen(job.get().created());
        var end = job.get().finished().orElse(facts.now());
        return switch (job.get().outcome()) {
            case ACTIVE -> seen;
            case FAILED -> seen.ended(Phase.Failed, JobEnd.sentence(job.get(), "The retraining"), end);
            case SUCCEEDED ->
                policy.gated() && !endsElsewhere(job.get(), facts)
                        ? seen.trained(end)
                        : seen.ended(Phase.Succeeded, "", end);
        };
    }

    /** Whether nobody knows when there will be a candidate. */
    private static boolean endsElsewhere(LoopJob job, Facts facts) {
        return facts.verdict(job)
                .filter(said -> said.outcome() == GateSummary.Outcome.Accepted)
                .isPresent();
    }

    /**
     * A training that was seen within its Job ended with it, and is not begun a second time: whoever deleted the Job wanted it to
     * end. One elsewhere goes on without its Job, which is made again and finds it by its id. One that nobody saw may have begun
     * until now, for all that is known.
     */
    private Retraining missing(Retraining before, Facts facts) {
        var seen = before.started().isPresent();
        if (seen && !policy.elsewhere()) {
            return before.ended(Phase.Failed, "The retraining's Job was deleted before it ended.", facts.now());
        }
        var late = before.begun()
                .filter(began -> began.plus(policy.timeout()).isBefore(facts.now()))
                .isPresent();
        if (!late) {
            return before;
        }
        return seen
                ? before.ended(
                        Phase.Failed,
                        "The retraining's Job was deleted, and could not be made again before its timeout.",
                        facts.now())
                : before.begunAt(facts.now())
                        .ended(Phase.Failed, "The retraining's Job could not be made before its timeout.", facts.now());
    }
}

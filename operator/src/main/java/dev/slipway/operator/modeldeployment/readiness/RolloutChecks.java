package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ROLLED_OUT;

import dev.slipway.api.Slipway;
import dev.slipway.operator.modeldeployment.plan.Revision;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.observe.PodFacts;
import java.util.Optional;

/** Whether what runs is what the spec asks for. */
final class RolloutChecks {
    private RolloutChecks() {}

    static Optional<Verdict> madeProgress(Situation situation) {
        return situation.deadlineExceeded()
                ? Optional.of(
                        Verdict.stuck(
                                ROLLED_OUT,
                                Reason.PROGRESS_DEADLINE_EXCEEDED,
                                "The rollout made no progress for "
                                        + situation.observed().spec().rollout().progressDeadline()
                                        + ". What served before keeps serving. See the pods' events, or apply the old spec again."))
                : Optional.empty();
    }

    static Optional<Verdict> everyReplicaRunsThisRevision(Situation situation) {
        var target = situation.plan().target().map(Revision::name).orElse("");
        if (!situation.observed().deployedRevision().filter(target::equals).isPresent()) {
            return Optional.of(Verdict.waiting(
                    ROLLED_OUT, Reason.ROLLING_OUT, "Revision " + target + " is about to be rolled out."));
        }
        if (!situation.otherPods().isEmpty()) {
            return Optional.of(Verdict.waiting(
                    ROLLED_OUT,
                    Reason.ROLLING_OUT,
                    "Revision " + target + " is replacing an older one" + surgeNote(situation) + "."));
        }
        var ready = situation.targetPods().stream().filter(PodFacts::ready).count();
        return situation.servedBefore() || ready >= situation.desiredReplicas()
                ? Optional.empty()
                : Optional.of(Verdict.waiting(
                        ROLLED_OUT,
                        Reason.ROLLING_OUT,
                        "Waiting until all replicas of revision " + target + " answer."));
    }

    private static String surgeNote(Situation situation) {
        return situation.plan().surge() ? "" : ", one replica at a time without an extra one, since no GPU is spare";
    }

    static Optional<Verdict> specIsInEffect(Situation situation) {
        return situation
                .plan()
                .rolledBackFrom()
                .map(asked -> Verdict.stuck(
                        ROLLED_OUT,
                        Reason.ROLLED_BACK,
                        "Revision "
                                + situation.plan().target().map(Revision::name).orElse("")
                                + " is held by the annotation " + Slipway.ROLLBACK_ANNOTATION + "; the spec asks for "
                                + asked + ". Remove the annotation, or apply the old spec."));
    }
}

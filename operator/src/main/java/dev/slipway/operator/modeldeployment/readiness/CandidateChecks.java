package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ROLLED_OUT;

import dev.slipway.operator.modeldeployment.plan.Candidate;
import dev.slipway.operator.modeldeployment.plan.Revision;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.readiness.PodCauses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a candidate fares beside the active revision. */
final class CandidateChecks {
    private CandidateChecks() {}

    static Optional<Verdict> candidateIsIn(Situation situation) {
        return situation.plan().candidate().flatMap(candidate -> switch (candidate.stage()) {
            case TRIED -> Optional.of(tried(situation, candidate));
            case PROMOTED -> Optional.empty();
            case ROLLED_BACK -> Optional.of(rolledBack(situation, candidate));
        });
    }

    private static Verdict tried(Situation situation, Candidate candidate) {
        var pods = situation.observed().candidacy().podsOf(candidate.revision().name());
        var wanted = situation
                .observed()
                .candidacy()
                .deployment()
                .map(d -> d.getSpec().getReplicas())
                .orElse(1);
        var ready = pods.stream().filter(PodFacts::ready).count();
        return cause(pods)
                .orElseGet(() -> ready >= wanted
                        ? Verdict.waiting(
                                ROLLED_OUT,
                                Reason.CANDIDATE_READY,
                                "Revision " + candidate.revision().name() + " answers beside " + active(situation)
                                        + "; " + candidate.why() + " judges it.")
                        : Verdict.waiting(
                                ROLLED_OUT,
                                Reason.ROLLING_OUT,
                                "Revision " + candidate.revision().name() + " is coming up beside " + active(situation)
                                        + ", to be judged."));
    }

    /** Whatever is wrong with it is a matter of the rollout: users get the active revision. */
    private static Optional<Verdict> cause(List<PodFacts> pods) {
        return Stream.of(ConditionType.ACCEPTED, ConditionType.ARTIFACT_READY, ConditionType.AVAILABLE)
                .flatMap(home -> PodCauses.at(home, pods, ModelReadiness.REMEDIES, true).stream())
                .findFirst()
                .map(verdict -> verdict.on(ROLLED_OUT));
    }

    private static Verdict rolledBack(Situation situation, Candidate candidate) {
        return Verdict.stuck(
                ROLLED_OUT,
                Reason.CANDIDATE_ROLLED_BACK,
                "Revision " + candidate.revision().name() + " was judged worse than " + active(situation) + " by "
                        + candidate.why()
                        + (candidate.again()
                                ? " and is tried again after rollback.cooldown. Apply another spec to try that."
                                : " and is not tried again. Apply another spec, or the old one."));
    }

    private static String active(Situation situation) {
        return situation.plan().target().map(Revision::name).orElse("the active one");
    }
}

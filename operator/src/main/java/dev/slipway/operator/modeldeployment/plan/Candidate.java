package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Revision.Result;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import java.util.Optional;

/**
 * The revision of a Progressive rollout that is, or was, judged beside the active one.
 *
 * @param why who judges it, or who has judged it and how
 * @param again whether it is tried again after a while, having been rolled back
 */
public record Candidate(Revision revision, Stage stage, String why, boolean again) {
    private Candidate(Revision revision, Stage stage, String why) {
        this(revision, stage, why, false);
    }

    /** How far it has come. */
    public enum Stage {
        /** It stands beside the active revision and gets what routes give it. */
        TRIED,
        /** It was found good: it replaces the active revision, and stands until that is done. */
        PROMOTED,
        /** It was found worse: it is taken away and not tried again. */
        ROLLED_BACK
    }

    /** Whether it runs. */
    public boolean stands() {
        return stage != Stage.ROLLED_BACK;
    }

    /**
     * What a Progressive rollout makes of the revision that the spec asks for. Without a route that judges it, and at the first
     * one ever, nothing stands beside anything: it is rolled out like any other.
     */
    static Optional<Candidate> of(ObservedModel observed, Revision asked) {
        var active = observed.deployedRevision();
        if (active.isEmpty() || active.get().equals(asked.name())) {
            return isBeingReplaced(observed, asked)
                    ? Optional.of(new Candidate(asked, Stage.PROMOTED, ""))
                    : Optional.empty();
        }
        var judges = observed.candidacy().judges();
        var trial = observed.name() + "-" + asked.name();
        var rolledBack = rolledBack(observed, asked, trial);
        if (rolledBack.isPresent()) {
            return rolledBack;
        }
        if (judges.isEmpty()) {
            return Optional.empty();
        }
        var stage = judges.stream().allMatch(judge -> judge.says(Phase.Promoted, trial)) ? Stage.PROMOTED : Stage.TRIED;
        return Optional.of(new Candidate(
                asked, stage, "InferenceRoute " + judges.getFirst().name()));
    }

    /** The route's word counts; the model's own memory only where no route remembers the candidate. */
    private static Optional<Candidate> rolledBack(ObservedModel observed, Revision asked, String trial) {
        var judges = observed.candidacy().judges();
        var against = judges.stream()
                .filter(judge -> judge.says(Phase.RolledBack, trial))
                .findFirst();
        if (against.isPresent()) {
            var judge = against.get();
            var why = "InferenceRoute " + judge.name() + " (" + judge.reason() + ")";
            return Optional.of(new Candidate(asked, Stage.ROLLED_BACK, why, judge.triesAgain()));
        }
        return judges.stream().noneMatch(judge -> judge.isAbout(trial)) && wasRolledBack(observed, asked)
                ? Optional.of(new Candidate(asked, Stage.ROLLED_BACK, "an InferenceRoute"))
                : Optional.empty();
    }

    /** Until every replica of the Deployment runs what the candidate runs, the candidate goes on. */
    private static boolean isBeingReplaced(ObservedModel observed, Revision asked) {
        var stands = !observed.candidacy().podsOf(asked.name()).isEmpty();
        var others = observed.pods().stream()
                .anyMatch(pod ->
                        (!pod.leaving() || pod.ready()) && !pod.revision().equals(asked.name()));
        var wanted = observed.deployment().map(d -> d.getSpec().getReplicas()).orElse(1);
        var ready = observed.podsOf(asked.name()).stream()
                .filter(pod -> pod.ready())
                .count();
        return stands && (others || ready < wanted);
    }

    private static boolean wasRolledBack(ObservedModel observed, Revision asked) {
        return observed.previous().stream()
                .flatMap(status -> status.revisions().stream())
                .anyMatch(revision -> revision.name().equals(asked.name()) && revision.result() == Result.RolledBack);
    }
}

package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.Slipway;
import dev.slipway.api.modeldeployment.Rollout.Strategy;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.modeldeployment.plan.Candidate.Stage;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which revision should run, and why it is not the one that the spec asks for, if so.
 *
 * @param revision what should run; empty if nothing ever could
 * @param refusal why the spec or an annotation cannot be followed
 * @param rolledBackFrom the revision that the spec asks for, while an annotation holds another
 * @param candidate the revision that is judged beside the active one
 */
record Target(
        Optional<Revision> revision,
        Optional<Refusal> refusal,
        Optional<String> rolledBackFrom,
        Optional<Candidate> candidate) {
    Target(Optional<Revision> revision, Optional<Refusal> refusal, Optional<String> rolledBackFrom) {
        this(revision, refusal, rolledBackFrom, Optional.empty());
    }

    static Target of(ObservedModel observed) {
        var pinned = PinnedVersion.of(observed);
        var refusal = SpecReview.of(observed.spec())
                .or(() -> ServerImage.review(observed))
                .or(() -> FeatureReferences.review(observed))
                .or(pinned::refusal);
        var rollback = observed.annotation(Slipway.ROLLBACK_ANNOTATION);
        if (rollback.isPresent()) {
            return rolledBack(observed, pinned, rollback.get(), refusal);
        }
        if (refusal.isPresent()) {
            return new Target(lastValid(observed), refusal, Optional.empty());
        }
        var asked = asked(observed, pinned);
        return observed.spec().rollout().strategy() == Strategy.Progressive
                ? progressive(observed, asked)
                : new Target(Optional.of(asked), Optional.empty(), Optional.empty());
    }

    /** What serves goes on until the candidate was found good. */
    private static Target progressive(ObservedModel observed, Revision asked) {
        var candidate = Candidate.of(observed, asked);
        var stays = candidate.filter(c -> c.stage() != Stage.PROMOTED).flatMap(c -> lastValid(observed));
        return new Target(stays.or(() -> Optional.of(asked)), Optional.empty(), Optional.empty(), candidate);
    }

    /** A rollback works whatever the spec says; a spec that cannot be followed is still told. */
    private static Target rolledBack(
            ObservedModel observed, PinnedVersion pinned, String name, Optional<Refusal> ofSpec) {
        var kept = observed.revision(name).flatMap(Revision::read);
        if (kept.isEmpty()) {
            var unknown = new Refusal(
                    Reason.REFERENCE_NOT_FOUND,
                    "Annotation " + Slipway.ROLLBACK_ANNOTATION + " names revision " + name
                            + ", which is not kept. Kept: " + keptNames(observed) + ".");
            return new Target(lastValid(observed), Optional.of(unknown), Optional.empty());
        }
        if (ofSpec.isPresent()) {
            return new Target(kept, ofSpec, Optional.empty());
        }
        var asked = nameOf(observed, pinned);
        return new Target(kept, Optional.empty(), asked.equals(name) ? Optional.empty() : Optional.of(asked));
    }

    private static String keptNames(ObservedModel observed) {
        var names =
                observed.revisions().stream().map(Labels::revisionOf).sorted().collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** What the Deployment runs now goes on running when the spec cannot be followed. */
    private static Optional<Revision> lastValid(ObservedModel observed) {
        return observed.deployedRevision().flatMap(observed::revision).flatMap(Revision::read);
    }

    /** A revision without gRPC that an older operator named is still what a spec without gRPC asks for. */
    private static String nameOf(ObservedModel observed, PinnedVersion pinned) {
        return RevisionName.beforeGrpc(observed.spec(), pinned.version())
                .filter(older -> observed.revision(older)
                        .flatMap(Revision::read)
                        .filter(revision -> !revision.speaksGrpc())
                        .isPresent())
                .orElseGet(() -> RevisionName.of(observed.spec(), pinned.version()));
    }

    private static Revision asked(ObservedModel observed, PinnedVersion pinned) {
        var name = nameOf(observed, pinned);
        return observed.revision(name)
                .flatMap(Revision::read)
                .orElseGet(() ->
                        Revision.render(observed.name(), name, observed.spec(), pinned.version(), observed.defaults()));
    }
}

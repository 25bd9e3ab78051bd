package dev.slipway.operator.modeldeployment;

import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Revision;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Revision.Result;
import dev.slipway.operator.modeldeployment.plan.Candidate;
import dev.slipway.operator.modeldeployment.plan.ServingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last revisions, newest first, with how each went. */
final class RevisionHistory {
    private RevisionHistory() {}

    /**
     * @param served whether the target revision is fully ready now
     * @param stuck whether its rollout has exceeded its deadline
     * @param digest digest of the model file that the target revision fetched, once known
     */
    static List<Revision> after(
            Optional<ModelDeploymentStatus> previous,
            ServingPlan plan,
            boolean served,
            boolean stuck,
            @Nullable String digest) {
        var before = previous.map(ModelDeploymentStatus::revisions).orElse(List.of());
        if (plan.target().isEmpty()) {
            return before;
        }
        var target = plan.target().get();
        var known = before.stream().filter(r -> r.name().equals(target.name())).findFirst();
        var result = result(known.map(Revision::result).orElse(Result.Progressing), served, stuck);
        var history = new ArrayList<Revision>();
        history.add(new Revision(
                target.name(),
                target.uri(),
                digest != null ? digest : known.map(Revision::digest).orElse(null),
                target.image(),
                result));
        var candidate = plan.candidate().filter(c -> !c.revision().name().equals(target.name()));
        candidate.ifPresent(c -> history.add(c.stands() ? 0 : 1, tried(c)));
        before.stream()
                .filter(r -> history.stream().noneMatch(newer -> newer.name().equals(r.name())))
                .map(RevisionHistory::superseded)
                .forEach(history::add);
        return history.subList(0, Math.min(history.size(), ServingPlan.REVISIONS));
    }

    private static Revision tried(Candidate candidate) {
        return new Revision(
                candidate.revision().name(),
                candidate.revision().uri(),
                null,
                candidate.revision().image(),
                candidate.stands() ? Result.Progressing : Result.RolledBack);
    }

    private static Result result(Result before, boolean served, boolean stuck) {
        if (served || before == Result.Served) {
            return Result.Served;
        }
        return stuck ? Result.Failed : Result.Progressing;
    }

    /** A revision that was replaced before it ever served has failed. */
    private static Revision superseded(Revision revision) {
        return revision.result() == Result.Progressing
                ? new Revision(
                        revision.name(), revision.uri(), revision.digest(), revision.serverImage(), Result.Failed)
                : revision;
    }
}

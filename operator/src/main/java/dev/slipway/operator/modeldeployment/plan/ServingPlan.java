package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.Slipway;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.Account;
import dev.slipway.operator.workload.plan.Autoscaler;
import dev.slipway.operator.workload.plan.DisruptionBudget;
import dev.slipway.operator.workload.plan.Monitoring;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What should exist for one ModelDeployment, in the API server's own form, and why it is not what the spec says, if so.
 *
 * @param target the revision that should run; empty if the spec never could be followed
 * @param refusal why the spec cannot be followed; what ran before goes on
 * @param rolledBackFrom the revision that the spec asks for while an annotation holds another
 * @param candidate the revision that is, or was, judged beside the active one
 * @param surge whether a rollout starts new replicas before it stops old ones
 * @param paused nothing may be written but the status
 * @param children everything that should exist, in the order in which it is applied
 * @param kept revisions whose ConfigMaps stay for a rollback
 */
public record ServingPlan(
        Optional<Revision> target,
        Optional<Refusal> refusal,
        Optional<String> rolledBackFrom,
        Optional<Candidate> candidate,
        boolean surge,
        boolean paused,
        List<HasMetadata> children,
        Set<String> kept) {
    /** Revisions that can be rolled back to, the present one included. */
    public static final int REVISIONS = 5;

    public static ServingPlan of(ObservedModel observed) {
        var target = Target.of(observed);
        var surge =
                target.revision().map(r -> Surge.possible(observed, r.name())).orElse(true);
        return new ServingPlan(
                target.revision(),
                target.refusal(),
                target.rolledBackFrom(),
                target.candidate(),
                surge,
                paused(observed),
                target.revision()
                        .map(r -> children(observed, r, target.candidate(), surge))
                        .orElse(List.of()),
                kept(observed, target.revision()));
    }

    private static boolean paused(ObservedModel observed) {
        return observed.spec().paused()
                || observed.annotation(Slipway.PAUSED_ANNOTATION)
                        .filter("true"::equals)
                        .isPresent();
    }

    private static List<HasMetadata> children(
            ObservedModel observed, Revision revision, Optional<Candidate> candidate, boolean surge) {
        var name = observed.name();
        var spec = observed.spec();
        var children = new ArrayList<HasMetadata>();
        if (ServingAccount.isOurs(name, revision)) {
            children.add(Account.of(name, Labels.ofModel(name)));
        }
        children.add(revision.toConfigMap(name));
        candidate
                .filter(c -> c.stands() && !c.revision().name().equals(revision.name()))
                .ifPresent(c -> children.add(c.revision().toConfigMap(name)));
        children.add(ServingService.of(name, revision.speaksGrpc()));
        if (observed.monitoring()) {
            children.add(Monitoring.of(name, Labels.ofModel(name), Labels.selecting(name)));
        }
        if (specIsRefused(observed)) {
            observed.deployment()
                    .map(d -> ServingDeployment.onto(d, observed, revision))
                    .ifPresent(children::add);
            return List.copyOf(children);
        }
        NetworkFence.of(name, spec.networkPolicy(), revision.speaksGrpc()).ifPresent(children::add);
        children.add(ServingDeployment.of(observed, revision, surge));
        candidate.filter(Candidate::stands).ifPresent(c -> children.addAll(CandidateChildren.of(observed, c)));
        DisruptionBudget.of(name, Labels.ofModel(name), Labels.selecting(name), spec.scaling())
                .ifPresent(children::add);
        Autoscaler.of(name, Labels.ofModel(name), spec.scaling()).ifPresent(children::add);
        return List.copyOf(children);
    }

    private static boolean specIsRefused(ObservedModel observed) {
        return SpecReview.of(observed.spec()).isPresent();
    }

    private static Set<String> kept(ObservedModel observed, Optional<Revision> target) {
        var kept = new LinkedHashSet<String>();
        target.map(Revision::name).ifPresent(kept::add);
        observed.deployedRevision().ifPresent(kept::add);
        observed.previous().stream()
                .flatMap(s -> s.revisions().stream())
                .map(ModelDeploymentStatus.Revision::name)
                .forEach(kept::add);
        return kept.stream().limit(REVISIONS).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a child that is not among {@link #children} stays: the record of a revision that can be rolled back to, and
     * everything else while the spec cannot be followed.
     */
    public boolean keeps(HasMetadata child) {
        return child instanceof ConfigMap ? kept.contains(Labels.revisionOf(child)) : refusal.isPresent();
    }
}

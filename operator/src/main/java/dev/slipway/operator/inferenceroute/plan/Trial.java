package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.operator.inferenceroute.observe.ModelFacts;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.ContentHash;
import java.util.Optional;

/**
 * What is compared with what. Another candidate is another trial, with evidence of its own.
 *
 * @param id tells trials apart; a verdict is final for it
 * @param candidate name of the target that is tried
 * @param baseline name of the target that it is compared with
 * @param model the ModelDeployment whose revision is tried; empty where a target of the spec is
 * @param revision that is tried
 */
public record Trial(String id, String candidate, String baseline, String model, Optional<String> revision) {
    private static final int NAME_MAX = 63;

    static Optional<Trial> of(ObservedRoute observed) {
        var rollout = observed.spec().rollout();
        if (rollout == null) {
            return Optional.empty();
        }
        return rollout.candidate() != null && rollout.baseline() != null
                ? ofTargets(observed, rollout.candidate(), rollout.baseline())
                : ofRevision(observed);
    }

    /** Whether a ModelDeployment keeps the candidate; else it is a target of the spec. */
    boolean isOfRevision() {
        return revision.isPresent();
    }

    /** It cannot begin before the candidate is known to serve something. */
    private static Optional<Trial> ofTargets(ObservedRoute observed, String candidate, String baseline) {
        return target(observed.spec(), candidate)
                .flatMap(target -> identity(observed, target))
                .map(identity -> new Trial(
                        Cooldown.trial(observed, candidate + "-" + ContentHash.of(identity)),
                        candidate,
                        baseline,
                        "",
                        Optional.empty()));
    }

    private static Optional<String> identity(ObservedRoute observed, Target target) {
        var model = target.modelDeploymentRef();
        if (model == null) {
            return Optional.of(target.url() != null ? target.url() : String.valueOf(target.serviceRef()));
        }
        var name = model.name();
        return observed.model(target)
                .map(ModelFacts::activeRevision)
                .filter(revision -> !revision.isEmpty())
                .map(revision -> name + "@" + revision);
    }

    /** It begins when the candidate answers; from then on a replica that is missing for a moment does not end it. */
    private static Optional<Trial> ofRevision(ObservedRoute observed) {
        return observed.spec().targets().stream()
                .flatMap(target -> observed
                        .model(target)
                        .flatMap(model ->
                                model.candidate().map(revision -> ofRevision(observed, target, model, revision)))
                        .filter(trial -> observed.model(target)
                                        .filter(ModelFacts::candidateReady)
                                        .isPresent()
                                || Before.hasBegun(observed, trial.id()))
                        .stream())
                .findFirst();
    }

    private static Trial ofRevision(ObservedRoute observed, Target target, ModelFacts model, String revision) {
        return new Trial(
                Cooldown.trial(observed, model.name() + "-" + revision),
                candidateName(target.name()),
                target.name(),
                model.name(),
                Optional.of(revision));
    }

    private static String candidateName(String target) {
        var name = target + "-candidate";
        return name.length() <= NAME_MAX ? name : "candidate-" + ContentHash.of(target);
    }

    private static Optional<Target> target(InferenceRouteSpec spec, String name) {
        return spec.targets().stream().filter(t -> t.name().equals(name)).findFirst();
    }
}

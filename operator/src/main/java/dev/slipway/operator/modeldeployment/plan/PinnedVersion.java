package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.operator.modeldeployment.observe.AliasFacts;
import dev.slipway.operator.modeldeployment.observe.ModelAlias;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.status.Verdict.Severity;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The version that an alias stands for: what the registry last said, or, while it has said nothing to this process, what
 * the running revision was made of. So neither a restart of the operator nor a dead registry changes what is served.
 *
 * @param version empty where the URI names no alias, or nothing is known
 * @param refusal why there is no version although one is needed
 */
record PinnedVersion(Optional<String> version, Optional<Refusal> refusal) {
    private static final PinnedVersion NOT_NEEDED = new PinnedVersion(Optional.empty(), Optional.empty());

    static PinnedVersion of(ObservedModel observed) {
        var source = observed.spec().model();
        if (!source.uri().startsWith("mlflow:")) {
            return NOT_NEEDED;
        }
        if (ModelAlias.registry(source, observed.defaults()).isEmpty()) {
            return none(new Refusal(
                    Reason.INVALID_SPEC,
                    source.uri() + " needs an MLflow server. Set spec.model.registry.url, or a default for the"
                            + " installation (Helm value registry.url)."));
        }
        return ModelAlias.of(source, observed.defaults())
                .map(alias -> of(alias, observed))
                .orElse(NOT_NEEDED);
    }

    private static PinnedVersion of(ModelAlias alias, ObservedModel observed) {
        var facts = observed.alias();
        var version = facts.version().or(() -> runningVersion(alias, observed));
        return version.isPresent()
                ? new PinnedVersion(version, Optional.empty())
                : none(facts.problem().map(PinnedVersion::failed).orElseGet(() -> waiting(alias)));
    }

    private static Optional<String> runningVersion(ModelAlias alias, ObservedModel observed) {
        var newestFirst = observed.previous().stream()
                .flatMap(status -> status.revisions().stream())
                .map(revision -> revision.name());
        return Stream.concat(observed.deployedRevision().stream(), newestFirst)
                .flatMap(name -> observed.revision(name).stream())
                .flatMap(kept -> Revision.read(kept).stream())
                .filter(revision -> revision.follows(alias))
                .flatMap(revision -> revision.version().stream())
                .findFirst();
    }

    private static PinnedVersion none(Refusal refusal) {
        return new PinnedVersion(Optional.empty(), Optional.of(refusal));
    }

    private static Refusal failed(AliasFacts.Problem problem) {
        return new Refusal(
                problem.reason(),
                problem.message(),
                ConditionType.ARTIFACT_READY,
                problem.definite() ? Severity.STUCK : Severity.WAITING);
    }

    private static Refusal waiting(ModelAlias alias) {
        return new Refusal(
                Reason.PENDING,
                "The registry " + alias.registry() + " is asked which version " + alias.alias() + " is.",
                ConditionType.ARTIFACT_READY,
                Severity.WAITING);
    }
}

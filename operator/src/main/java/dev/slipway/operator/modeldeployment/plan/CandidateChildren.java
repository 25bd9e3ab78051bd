package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scaling.Mode;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What runs a candidate: as many replicas as the active revision has, since it is to take all of the traffic. Its pods lack the
 * label by which the model's own Service finds pods, so that only routes send it requests.
 */
final class CandidateChildren {
    private CandidateChildren() {}

    static List<HasMetadata> of(ObservedModel observed, Candidate candidate) {
        var name = observed.name();
        var children = new ArrayList<HasMetadata>();
        NetworkFence.of(
                        ChildNames.candidate(name),
                        Labels.ofModel(name),
                        Labels.selectingCandidate(name),
                        observed.spec().networkPolicy(),
                        candidate.revision().speaksGrpc())
                .ifPresent(children::add);
        children.add(deployment(observed, candidate.revision()));
        return List.copyOf(children);
    }

    private static Deployment deployment(ObservedModel observed, Revision revision) {
        var name = observed.name();
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(ChildNames.candidate(name))
                .withLabels(Labels.ofRevision(name, revision.name()))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas(observed))
                .withRevisionHistoryLimit(0)
                .withProgressDeadlineSeconds(
                        (int) Durations.parse(observed.spec().rollout().progressDeadline())
                                .toSeconds())
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString("25%"))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(Labels.selectingCandidate(name))
                .endSelector()
                .withTemplate(template(observed, revision))
                .endSpec()
                .build();
    }

    static int replicas(ObservedModel observed) {
        var scaling = observed.spec().scaling();
        var active = scaling.mode() == Mode.Fixed
                ? scaling.minReplicas()
                : observed.deployment().map(d -> d.getSpec().getReplicas()).orElse(scaling.minReplicas());
        return Math.max(1, active);
    }

    /** The revision's own template is shared: it is copied before it is labelled anew. */
    private static PodTemplateSpec template(ObservedModel observed, Revision revision) {
        var template = CanonicalJson.read(CanonicalJson.write(revision.template()), PodTemplateSpec.class);
        template.getMetadata().setLabels(Labels.ofCandidate(observed.name(), revision.name()));
        return template;
    }
}

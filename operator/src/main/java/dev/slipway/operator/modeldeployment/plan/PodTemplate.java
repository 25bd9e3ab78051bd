package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scheduling;
import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.operator.config.ModelCache;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.Placement;
import dev.slipway.operator.workload.plan.Pods;
import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pods of one revision, in the API server's own form. */
final class PodTemplate {
    /** The model server drains for 5 s and finishes requests for up to 20 s. */
    private static final long TERMINATION_GRACE_SECONDS = 30;

    private PodTemplate() {}

    static PodTemplateSpec of(
            String name, String revision, ModelDeploymentSpec spec, String image, Optional<ModelCache> cache) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.ofRevision(name, revision))
                .endMetadata()
                .withSpec(podSpec(name, revision, spec, image, cache))
                .build();
    }

    private static PodSpec podSpec(
            String name, String revision, ModelDeploymentSpec spec, String image, Optional<ModelCache> cache) {
        var scheduling = spec.scheduling();
        var gpu = spec.gpu();
        return Placement.on(Pods.of(ServingAccount.nameFor(name, scheduling), TERMINATION_GRACE_SECONDS), scheduling)
                .withTopologySpreadConstraints(spread(name, scheduling.spread()))
                .withInitContainers(ServerContainers.fetch(revision, spec, image, cache))
                .withContainers(ServerContainers.server(revision, spec, image, gpu))
                .withVolumes(volumes(name, revision, spec, cache))
                .build();
    }

    private static List<Volume> volumes(
            String name, String revision, ModelDeploymentSpec spec, Optional<ModelCache> cache) {
        var volumes = new ArrayList<Volume>();
        volumes.add(Volumes.configMap("config", ChildNames.revision(name, revision), Revision.CONFIG_KEY));
        volumes.add(Volumes.emptyDirectory("tmp"));
        volumes.add(Volumes.emptyDirectory("model"));
        var secret = spec.model().secretRef();
        if (secret != null) {
            volumes.add(Volumes.secret("credentials", secret.name()));
        }
        var log = spec.predictionLog();
        if (log != null) {
            volumes.add(
                    Volumes.secret(ServerContainers.LOG_VOLUME, log.secretRef().name()));
        }
        var registry = spec.model().registry();
        if (registry != null && registry.secretRef() != null) {
            volumes.add(
                    Volumes.secret("registry-credentials", registry.secretRef().name()));
        }
        cache.ifPresent(shared -> volumes.add(cacheVolume(shared)));
        var golden = spec.server().golden();
        if (golden != null) {
            volumes.add(Volumes.configMap("golden", golden.configMapRef().name()));
        }
        Claim.of(spec.model())
                .ifPresent(claim -> volumes.add(new VolumeBuilder()
                        .withName("claim")
                        .withNewPersistentVolumeClaim(claim.name(), true)
                        .build()));
        return volumes;
    }

    private static Volume cacheVolume(ModelCache cache) {
        var volume = new VolumeBuilder().withName("cache");
        return cache.claim().isEmpty()
                ? volume.withNewHostPath(cache.hostPath(), "Directory").build()
                : volume.withNewPersistentVolumeClaim(cache.claim(), null).build();
    }

    private static List<TopologySpreadConstraint> spread(String name, Scheduling.Spread spread) {
        return switch (spread) {
            case None -> List.of();
            case Hostname -> List.of(Pods.spread("kubernetes.io/hostname", Labels.selecting(name)));
            case Zone -> List.of(Pods.spread("topology.kubernetes.io/zone", Labels.selecting(name)));
        };
    }
}

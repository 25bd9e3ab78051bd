package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scheduling;
import dev.slipway.api.common.SecretReference;
import dev.slipway.api.common.Toleration;
import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.operator.config.ModelCache;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pods of one revision, in the API server's own form. They satisfy the restricted Pod Security profile and mount no API
 * token: a model server never talks to Kubernetes.
 */
final class PodTemplate {
    /** The model server drains for 5 s and finishes requests for up to 20 s. */
    private static final long TERMINATION_GRACE_SECONDS = 30;

    private static final long USER = 10001;
    private static final int FILE_MODE = 0644;

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
        return new PodSpecBuilder()
                .withServiceAccountName(ServingAccount.nameFor(name, scheduling))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(TERMINATION_GRACE_SECONDS)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withNodeSelector(nullIfEmpty(scheduling.nodeSelector()))
                .withTolerations(scheduling.tolerations().stream()
                        .map(PodTemplate::toleration)
                        .toList())
                .withPriorityClassName(nullIfEmpty(scheduling.priorityClassName()))
                .withRuntimeClassName(nullIfEmpty(scheduling.runtimeClassName()))
                .withTopologySpreadConstraints(spread(name, scheduling.spread()))
                .withInitContainers(ServerContainers.fetch(revision, spec, image, cache))
                .withContainers(ServerContainers.server(revision, spec, image, gpu))
                .withVolumes(volumes(name, revision, spec, cache))
                .build();
    }

    private static List<Volume> volumes(
            String name, String revision, ModelDeploymentSpec spec, Optional<ModelCache> cache) {
        var volumes = new ArrayList<Volume>();
        volumes.add(new VolumeBuilder()
                .withName("config")
                .withNewConfigMap()
                .withName(ChildNames.revision(name, revision))
                .withDefaultMode(FILE_MODE)
                .addNewItem()
                .withKey(Revision.CONFIG_KEY)
                .withPath(Revision.CONFIG_KEY)
                .endItem()
                .endConfigMap()
                .build());
        volumes.add(emptyDirectory("tmp"));
        volumes.add(emptyDirectory("model"));
        var secret = spec.model().secretRef();
        if (secret != null) {
            volumes.add(secretVolume("credentials", secret));
        }
        var log = spec.predictionLog();
        if (log != null) {
            volumes.add(secretVolume(ServerContainers.LOG_VOLUME, log.secretRef()));
        }
        var registry = spec.model().registry();
        if (registry != null && registry.secretRef() != null) {
            volumes.add(secretVolume("registry-credentials", registry.secretRef()));
        }
        cache.ifPresent(shared -> volumes.add(cacheVolume(shared)));
        var golden = spec.server().golden();
        if (golden != null) {
            volumes.add(new VolumeBuilder()
                    .withName("golden")
                    .withNewConfigMap()
                    .withName(golden.configMapRef().name())
                    .withDefaultMode(FILE_MODE)
                    .endConfigMap()
                    .build());
        }
        Claim.of(spec.model())
                .ifPresent(claim -> volumes.add(new VolumeBuilder()
                        .withName("claim")
                        .withNewPersistentVolumeClaim(claim.name(), true)
                        .build()));
        return volumes;
    }

    /** Optional: a missing Secret is told by who needs it; the kubelet would hold the pod back without a word. */
    private static Volume secretVolume(String name, SecretReference secret) {
        return new VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withSecretName(secret.name())
                .withDefaultMode(FILE_MODE)
                .withOptional(true)
                .endSecret()
                .build();
    }

    private static Volume cacheVolume(ModelCache cache) {
        var volume = new VolumeBuilder().withName("cache");
        return cache.claim().isEmpty()
                ? volume.withNewHostPath(cache.hostPath(), "Directory").build()
                : volume.withNewPersistentVolumeClaim(cache.claim(), null).build();
    }

    private static Volume emptyDirectory(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    private static List<TopologySpreadConstraint> spread(String name, Scheduling.Spread spread) {
        return switch (spread) {
            case None -> List.of();
            case Hostname -> List.of(spreadOver("kubernetes.io/hostname", name));
            case Zone -> List.of(spreadOver("topology.kubernetes.io/zone", name));
        };
    }

    private static TopologySpreadConstraint spreadOver(String key, String name) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(key)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withLabelSelector(new LabelSelectorBuilder()
                        .withMatchLabels(Labels.selecting(name))
                        .build())
                .build();
    }

    private static io.fabric8.kubernetes.api.model.Toleration toleration(Toleration toleration) {
        var operator = toleration.operator() == null ? Toleration.Operator.Equal : toleration.operator();
        var effect = toleration.effect();
        return new io.fabric8.kubernetes.api.model.Toleration(
                effect == null ? null : effect.name(),
                nullIfEmpty(toleration.key()),
                operator.name(),
                toleration.tolerationSeconds(),
                nullIfEmpty(toleration.value()));
    }

    /** The API server drops empty values; so do we, or every comparison would find a difference. */
    private static @Nullable String nullIfEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable Map<String, String> nullIfEmpty(Map<String, String> map) {
        return map.isEmpty() ? null : map;
    }
}

package dev.slipway.operator.modeldeployment.plan;

import static dev.slipway.operator.workload.plan.Volumes.readOnly;
import static dev.slipway.operator.workload.plan.Volumes.writable;

import dev.slipway.api.common.GpuRequest;
import dev.slipway.api.common.Resources;
import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.operator.config.ModelCache;
import dev.slipway.operator.modeldeployment.observe.FetchedArtifact;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.plan.Environment;
import dev.slipway.operator.workload.plan.Pods;
import dev.slipway.operator.workload.plan.Ports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two containers of a pod, of one image. {@code fetch} gets and verifies the model and is the only one that sees the
 * credentials of the store; {@code model-server}, which faces the network, never does.
 */
final class ServerContainers {
    static final int HTTP_PORT = 8080;
    static final int GRPC_PORT = 8081;
    static final int MANAGEMENT_PORT = Ports.MANAGEMENT;

    /** The name of the port by which a pod template says that its pods speak gRPC. */
    static final String GRPC_PORT_NAME = "grpc";

    /** The volume of the prediction log's Secret. */
    static final String LOG_VOLUME = "prediction-log";

    /** A model may take minutes to load; spec.rollout.progressDeadline reports it, the kubelet must not kill it. */
    private static final int STARTUP_SECONDS = 3600;

    private ServerContainers() {}

    /** Where a cache that pods share is mounted. */
    private static final String CACHE_DIRECTORY = "/var/cache/slipway";

    static Container fetch(String revision, ModelDeploymentSpec spec, String image, Optional<ModelCache> cache) {
        var mounts = new ArrayList<>(commonMounts(spec));
        if (spec.model().secretRef() != null) {
            mounts.add(readOnly("credentials", ServerConfig.SECRET_DIRECTORY));
        }
        var registry = spec.model().registry();
        if (registry != null && registry.secretRef() != null) {
            mounts.add(readOnly("registry-credentials", ServerConfig.REGISTRY_DIRECTORY));
        }
        cache.ifPresent(shared -> mounts.add(writable("cache", CACHE_DIRECTORY)));
        return base(FetchedArtifact.FETCH, "fetch", revision, image)
                .addAllToEnv(cache.map(ServerContainers::cacheSettings).orElse(List.of()))
                .withResources(resources(spec.resources(), null))
                .withVolumeMounts(mounts)
                .build();
    }

    static Container server(String revision, ModelDeploymentSpec spec, String image, @Nullable GpuRequest gpu) {
        return base(FetchedArtifact.SERVER, "serve", revision, image)
                .addAllToEnv(spec.server().env().stream().map(Environment::of).toList())
                .withPorts(ports(spec))
                .withResources(resources(spec.resources(), gpu))
                .withStartupProbe(Ports.probe("/health/ready", 1, 3, STARTUP_SECONDS))
                .withReadinessProbe(Ports.probe("/health/ready", 2, 3, 2))
                .withLivenessProbe(Ports.probe("/health/live", 10, 5, 3))
                .withVolumeMounts(serverMounts(spec))
                .build();
    }

    private static List<ContainerPort> ports(ModelDeploymentSpec spec) {
        var ports = new ArrayList<ContainerPort>();
        ports.add(Ports.container("http", HTTP_PORT));
        if (spec.server().protocols().grpc()) {
            ports.add(Ports.container(GRPC_PORT_NAME, GRPC_PORT));
        }
        ports.add(Ports.container("management", MANAGEMENT_PORT));
        return ports;
    }

    private static List<VolumeMount> serverMounts(ModelDeploymentSpec spec) {
        var mounts = new ArrayList<>(commonMounts(spec));
        if (spec.server().golden() != null) {
            mounts.add(readOnly("golden", Serving.GOLDEN_DIRECTORY));
        }
        if (spec.predictionLog() != null) {
            mounts.add(readOnly(LOG_VOLUME, ServerConfig.LOG_SECRET_DIRECTORY));
        }
        return mounts;
    }

    private static ContainerBuilder base(String name, String role, String revision, String image) {
        return Pods.container(name, image)
                .withArgs(role)
                .withEnv(new EnvVarBuilder()
                        .withName("SLIPWAY_REVISION")
                        .withValue(revision)
                        .build());
    }

    private static List<EnvVar> cacheSettings(ModelCache cache) {
        return List.of(
                new EnvVarBuilder()
                        .withName("SLIPWAY_MODEL_CACHE")
                        .withValue(CACHE_DIRECTORY)
                        .build(),
                new EnvVarBuilder()
                        .withName("SLIPWAY_MODEL_CACHE_BYTES")
                        .withValue(Long.toString(cache.maxBytes()))
                        .build());
    }

    private static List<VolumeMount> commonMounts(ModelDeploymentSpec spec) {
        var mounts = new ArrayList<VolumeMount>();
        mounts.add(readOnly("config", "/etc/slipway"));
        mounts.add(writable("tmp", "/tmp"));
        mounts.add(writable("model", "/var/lib/slipway/model"));
        if (Claim.of(spec.model()).isPresent()) {
            mounts.add(readOnly("claim", ServerConfig.CLAIM_DIRECTORY));
        }
        return mounts;
    }

    static ResourceRequirements resources(Resources asked, @Nullable GpuRequest gpu) {
        return EffectiveResources.of(
                asked,
                gpu == null
                        ? Map.of()
                        : Map.of(gpu.resourceName(), new Quantity(gpu.count().toString())));
    }
}

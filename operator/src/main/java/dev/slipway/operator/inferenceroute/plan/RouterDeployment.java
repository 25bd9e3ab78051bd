package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.api.common.Scaling;
import dev.slipway.api.common.Scaling.Mode;
import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.inferenceroute.observe.RouteObserver;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.plan.Pods;
import dev.slipway.operator.workload.plan.Ports;
import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Deployment of a route's routers. They take another document without a restart; another image, or another Secret, is rolled
 * out.
 */
final class RouterDeployment {
    static final int HTTP_PORT = 8080;
    private static final int HISTORY = 2;
    private static final int PROGRESS_SECONDS = 600;

    /** The router drains for 5 s and finishes requests after that. */
    private static final long TERMINATION_GRACE_SECONDS = 45;

    /** Where the state of a rollout outlives a restart of the container. */
    private static final String STATE_DIRECTORY = "/var/lib/slipway";

    private RouterDeployment() {}

    static Deployment of(ObservedRoute observed) {
        var name = ChildNames.router(observed.name());
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Labels.ofInferenceRoute(observed.name()))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas(observed, observed.spec().dataPlane().scaling()))
                .withRevisionHistoryLimit(HISTORY)
                .withProgressDeadlineSeconds(PROGRESS_SECONDS)
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString("25%"))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(Labels.selectingInferenceRoute(observed.name()))
                .endSelector()
                .withTemplate(template(observed, name))
                .endSpec()
                .build();
    }

    /** Named only while they are ours: in mode Fixed, and at birth. */
    private static @Nullable Integer replicas(ObservedRoute observed, Scaling scaling) {
        var ours =
                scaling.mode() == Mode.Fixed || observed.router().deployment().isEmpty();
        return ours ? scaling.minReplicas() : null;
    }

    private static PodTemplateSpec template(ObservedRoute observed, String name) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.ofInferenceRoute(observed.name()))
                .endMetadata()
                .withSpec(Pods.of(name, TERMINATION_GRACE_SECONDS)
                        .withTopologySpreadConstraints(
                                Pods.spread("kubernetes.io/hostname", Labels.selectingInferenceRoute(observed.name())))
                        .withContainers(
                                container(observed.spec(), observed.defaults().image()))
                        .withVolumes(volumes(observed.spec(), name))
                        .build())
                .build();
    }

    private static List<Volume> volumes(InferenceRouteSpec spec, String name) {
        var volumes = new ArrayList<Volume>();
        volumes.add(Volumes.configMap("config", name, RouteObserver.DOCUMENT));
        volumes.add(Volumes.emptyDirectory("tmp"));
        volumes.add(Volumes.emptyDirectory("state"));
        volumes.addAll(Mounts.volumes(spec));
        return volumes;
    }

    private static Container container(InferenceRouteSpec spec, String image) {
        var mounts = new ArrayList<VolumeMount>();
        mounts.add(Volumes.readOnly("config", Mounts.CONFIG_DIRECTORY));
        mounts.add(Volumes.writable("tmp", "/tmp"));
        mounts.add(Volumes.writable("state", STATE_DIRECTORY));
        mounts.addAll(Mounts.mounts(spec));
        return Pods.container(RouteObserver.ROUTER, image)
                .withArgs("serve")
                .withEnv(new EnvVar("SLIPWAY_STATE_DIR", STATE_DIRECTORY, null))
                .withPorts(Ports.container("http", HTTP_PORT), Ports.container("management", Ports.MANAGEMENT))
                .withResources(EffectiveResources.of(Resources.UNSET, Map.of()))
                .withStartupProbe(Ports.probe("/health/ready", 1, 3, 120))
                .withReadinessProbe(Ports.probe("/health/ready", 2, 3, 2))
                .withLivenessProbe(Ports.probe("/health/live", 10, 5, 3))
                .withVolumeMounts(mounts)
                .build();
    }
}

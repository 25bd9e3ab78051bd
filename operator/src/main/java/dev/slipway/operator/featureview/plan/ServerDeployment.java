package dev.slipway.operator.featureview.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.api.common.Scaling;
import dev.slipway.api.common.Scaling.Mode;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.FeatureServerAddress;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.plan.Pods;
import dev.slipway.operator.workload.plan.Ports;
import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Deployment of a feature server. Its pods take another document without a restart; another image, or another store, is
 * rolled out.
 */
public final class ServerDeployment {
    /** Feast's services of gRPC. */
    static final int GRPC_PORT = 6567;

    private static final int HISTORY = 2;
    private static final int PROGRESS_SECONDS = 600;

    /** The server drains for 5 s and finishes requests for up to 20 s. */
    private static final long TERMINATION_GRACE_SECONDS = 30;

    private ServerDeployment() {}

    static Deployment of(ObservedView observed, Membership membership, Scaling scaling) {
        var name = ChildNames.featureServer(membership.server());
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Labels.ofFeatureServer(membership.server()))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas(observed, scaling))
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
                .withMatchLabels(Labels.selectingFeatureServer(membership.server()))
                .endSelector()
                .withTemplate(template(name, membership, observed.defaults().image()))
                .endSpec()
                .build();
    }

    /** Named only while they are ours: in mode Fixed, and at birth. */
    private static @Nullable Integer replicas(ObservedView observed, Scaling scaling) {
        var ours =
                scaling.mode() == Mode.Fixed || observed.server().deployment().isEmpty();
        return ours ? scaling.minReplicas() : null;
    }

    private static PodTemplateSpec template(String name, Membership membership, String image) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.ofFeatureServer(membership.server()))
                .endMetadata()
                .withSpec(Pods.of(name, TERMINATION_GRACE_SECONDS)
                        .withTopologySpreadConstraints(Pods.spread(
                                "kubernetes.io/hostname", Labels.selectingFeatureServer(membership.server())))
                        .withContainers(container(membership.store(), image))
                        .withVolumes(
                                Volumes.configMap("config", name, FeatureObserver.DOCUMENT),
                                Volumes.emptyDirectory("tmp"),
                                Secrets.redis(membership.store()))
                        .build())
                .build();
    }

    private static Container container(String store, String image) {
        return Pods.container(FeatureObserver.SERVER, image)
                .withArgs("serve")
                .withPorts(
                        Ports.container("http", FeatureServerAddress.PORT),
                        Ports.container("grpc", GRPC_PORT),
                        Ports.container("management", Ports.MANAGEMENT))
                .withResources(EffectiveResources.of(Resources.UNSET, Map.of()))
                .withStartupProbe(Ports.probe("/health/ready", 1, 3, 120))
                .withReadinessProbe(Ports.probe("/health/ready", 2, 3, 2))
                .withLivenessProbe(Ports.probe("/health/live", 10, 5, 3))
                .withVolumeMounts(
                        Volumes.readOnly("config", Secrets.CONFIG_DIRECTORY),
                        Volumes.writable("tmp", "/tmp"),
                        Secrets.redisMount(store))
                .build();
    }
}

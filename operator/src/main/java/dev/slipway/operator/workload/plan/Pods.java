package dev.slipway.operator.workload.plan;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.Map;

/**
 * Pods in the API server's own form. They satisfy the restricted Pod Security profile and mount no API token: what the
 * operator starts never talks to Kubernetes.
 */
public final class Pods {
    private static final long USER = 10001;

    private Pods() {}

    /**
     * @param account the identity of the pods
     * @param graceSeconds how long they may take to end
     */
    public static PodSpecBuilder of(String account, long graceSeconds) {
        return new PodSpecBuilder()
                .withServiceAccountName(account)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(graceSeconds)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext();
    }

    /** A container without privileges whose last words the kubelet keeps. */
    public static ContainerBuilder container(String name, String image) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withSecurityContext(locked())
                .withTerminationMessagePath("/dev/termination-log")
                .withTerminationMessagePolicy("File");
    }

    private static SecurityContext locked() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    /** Replicas apart from one another, as far as nodes allow. */
    public static TopologySpreadConstraint spread(String topologyKey, Map<String, String> selector) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(topologyKey)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withLabelSelector(
                        new LabelSelectorBuilder().withMatchLabels(selector).build())
                .build();
    }
}

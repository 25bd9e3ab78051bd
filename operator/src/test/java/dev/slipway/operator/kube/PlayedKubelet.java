package dev.slipway.operator.kube;

import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays what an API server alone lacks: the controllers that make pods of a Deployment, and the kubelet that runs them. */
final class PlayedKubelet {
    static final String ARTIFACT = """
            {"digest":"sha256:6a09e667f3bcc908b2fb1366ea957d3e3adec17512775099da2f590b0667322a","bytes":321,\
            "inputs":[{"name":"x","datatype":"FP32","shape":[-1,4]}],"outputs":[{"name":"label","datatype":"INT64","shape":[-1]}]}\
            """;

    private final AtomicInteger pods = new AtomicInteger();
    private final KubernetesClient client;
    private final String namespace;
    private final String model;

    PlayedKubelet(KubernetesClient client, String namespace, String model) {
        this.client = client;
        this.namespace = namespace;
        this.model = model;
    }

    /** Replaces all pods by this many ready ones of the present template. */
    void rollOut(int replicas) {
        client.pods()
                .inNamespace(namespace)
                .withLabel(Labels.MODEL_DEPLOYMENT, model)
                .withGracePeriod(0)
                .delete();
        for (var i = 0; i < replicas; i++) {
            ready(appear());
        }
        deploymentIsSeen();
    }

    /** A pod of the present template, without a node. */
    String appear() {
        var template = deployment().getSpec().getTemplate();
        var name = model + "-" + pods.incrementAndGet();
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
        return name;
    }

    void fetches(String pod) {
        status(pod, new PodStatusBuilder().withInitContainerStatuses(running("fetch", false)));
    }

    void failsToFetch(String pod, String terminationMessage) {
        status(
                pod,
                new PodStatusBuilder()
                        .withInitContainerStatuses(new ContainerStatusBuilder(container("fetch"))
                                .withNewState()
                                .withNewWaiting("back-off 10s", "CrashLoopBackOff")
                                .endState()
                                .withNewLastState()
                                .withNewTerminated()
                                .withExitCode(1)
                                .withReason("Error")
                                .withMessage(terminationMessage)
                                .endTerminated()
                                .endLastState()
                                .build()));
    }

    void loads(String pod) {
        status(
                pod,
                new PodStatusBuilder()
                        .withInitContainerStatuses(fetched())
                        .withContainerStatuses(running("model-server", false)));
    }

    void ready(String pod) {
        status(
                pod,
                new PodStatusBuilder()
                        .withPhase("Running")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .withInitContainerStatuses(fetched())
                        .withContainerStatuses(running("model-server", true)));
    }

    /** The Deployment controller has seen the present generation. */
    void deploymentIsSeen() {
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(model)
                .editStatus(d -> d.edit()
                        .editOrNewStatus()
                        .withObservedGeneration(d.getMetadata().getGeneration())
                        .endStatus()
                        .build());
    }

    Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(model)
                .require();
    }

    private void status(String pod, PodStatusBuilder status) {
        PodStatus whole = status.build();
        client.pods().inNamespace(namespace).withName(pod).editStatus(p -> {
            Pod changed = p.edit().build();
            changed.setStatus(whole);
            return changed;
        });
    }

    private static ContainerStatus container(String name) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withImage(RunningOperator.IMAGE)
                .withImageID("sha256:0")
                .withReady(false)
                .withRestartCount(0)
                .build();
    }

    private static ContainerStatus running(String name, boolean ready) {
        return new ContainerStatusBuilder(container(name))
                .withReady(ready)
                .withStarted(ready)
                .withNewState()
                .withNewRunning("2026-01-01T00:00:00Z")
                .endState()
                .build();
    }

    private static ContainerStatus fetched() {
        return new ContainerStatusBuilder(container("fetch"))
                .withReady(true)
                .withNewState()
                .withNewTerminated()
                .withExitCode(0)
                .withReason("Completed")
                .withMessage(ARTIFACT)
                .endTerminated()
                .endState()
                .build();
    }
}

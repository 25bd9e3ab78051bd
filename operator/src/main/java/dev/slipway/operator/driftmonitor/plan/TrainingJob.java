package dev.slipway.operator.driftmonitor.plan;

import dev.slipway.api.common.JobTemplate;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.MonitorObserver;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.plan.Environment;
import dev.slipway.operator.workload.plan.Placement;
import dev.slipway.operator.workload.plan.Pods;
import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRuleBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A training by the user's own image. It is attempted once: whoever trains twice registers twice. Only a pod that a node lost
 * is replaced.
 *
 * @param timeout after which it is stopped, and has failed
 * @param runId identity of the retraining, which the image may use to recognise itself
 */
record TrainingJob(ObservedMonitor observed, JobTemplate asked, Duration timeout, String runId, String trigger) {
    private static final long TERMINATION_GRACE_SECONDS = 30;
    private static final String ACCOUNT = "default";
    private static final long GROUP = 10001;
    private static final String HOME = "HOME";

    /** How long its logs can be read afterwards. */
    private static final int KEPT_SECONDS = 7 * 24 * 3600;

    Job job() {
        var labels = Labels.ofDriftMonitor(observed.name(), JobRole.RETRAIN.word());
        labels.put(Labels.CAUSE, runId);
        return new JobBuilder()
                .withNewMetadata()
                .withName(name(observed, runId))
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withActiveDeadlineSeconds(timeout.toSeconds())
                .withTtlSecondsAfterFinished(KEPT_SECONDS)
                .withNewPodFailurePolicy()
                .addToRules(new PodFailurePolicyRuleBuilder()
                        .withAction("Ignore")
                        .addNewOnPodCondition("True", "DisruptionTarget")
                        .build())
                .endPodFailurePolicy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pods())
                .endTemplate()
                .endSpec()
                .build();
    }

    static String name(ObservedMonitor observed, String runId) {
        return ChildNames.effect(observed.name(), observed.uid(), JobRole.RETRAIN.word(), runId);
    }

    private PodSpec pods() {
        var account = asked.scheduling().serviceAccountName();
        var gpu = asked.gpu();
        var devices = gpu == null
                ? Map.<String, Quantity>of()
                : Map.of(gpu.resourceName(), new Quantity(gpu.count().toString()));
        return Placement.on(
                        Pods.of(account.isEmpty() ? ACCOUNT : account, TERMINATION_GRACE_SECONDS), asked.scheduling())
                .editSecurityContext()
                .withFsGroup(GROUP)
                .endSecurityContext()
                .withRestartPolicy("Never")
                .withContainers(Pods.container(MonitorObserver.CONTAINER, asked.image())
                        .editSecurityContext()
                        .withReadOnlyRootFilesystem(false)
                        .endSecurityContext()
                        .withCommand(asked.command())
                        .withArgs(asked.args())
                        .withEnv(environment())
                        .withResources(EffectiveResources.of(asked.resources(), devices))
                        .withVolumeMounts(Volumes.writable("tmp", "/tmp"))
                        .build())
                .withVolumes(Volumes.emptyDirectory("tmp"))
                .build();
    }

    /** A foreign image often wants a home that it can write to. */
    private List<EnvVar> environment() {
        var env = new ArrayList<EnvVar>();
        Set<String> named = asked.env().stream().map(v -> v.name()).collect(Collectors.toSet());
        if (!named.contains(HOME)) {
            env.add(Environment.of(HOME, "/tmp"));
        }
        env.add(Environment.of("SLIPWAY_MONITOR", observed.name()));
        env.add(Environment.of("SLIPWAY_NAMESPACE", observed.namespace()));
        env.add(Environment.of("SLIPWAY_RUN_ID", runId));
        env.add(Environment.of("SLIPWAY_TRIGGER", trigger));
        asked.env().forEach(variable -> env.add(Environment.of(variable)));
        return env;
    }
}

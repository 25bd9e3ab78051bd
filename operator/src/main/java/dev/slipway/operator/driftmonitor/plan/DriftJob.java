package dev.slipway.operator.driftmonitor.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.MonitorObserver;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.plan.Pods;
import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run of the drift job's program. Its pods carry the document that they read, as an annotation that is mounted as a file: a
 * run can be attributed to one spec, and needs no other object to exist.
 *
 * @param mounts what the document refers to
 * @param deadline after which the run is stopped
 * @param attempts after which the run is given up
 */
record DriftJob(
        ObservedMonitor observed,
        JobRole role,
        String document,
        Mounts mounts,
        Resources resources,
        Duration deadline,
        int attempts) {
    /** The annotation that holds the document. */
    static final String DOCUMENT = "slipway.dev/document";

    private static final String DIRECTORY = "/etc/slipway/config";
    private static final String FILE = "drift-job.json";
    private static final long TERMINATION_GRACE_SECONDS = 5;

    /** The identity of the namespace, without a token: what runs here never talks to Kubernetes. */
    private static final String ACCOUNT = "default";

    /** The group that may write into claims; see {@link Pods}. */
    private static final long GROUP = 10001;

    /** The exit code of a configuration, Secret or model that another attempt does not mend. */
    private static final int HOPELESS = 2;

    JobSpec spec() {
        return new JobSpecBuilder()
                .withBackoffLimit(attempts - 1)
                .withActiveDeadlineSeconds(deadline.toSeconds())
                .withPodFailurePolicy(new PodFailurePolicyBuilder()
                        .addNewRule()
                        .withAction("FailJob")
                        .withNewOnExitCodes()
                        .withContainerName(MonitorObserver.CONTAINER)
                        .withOperator("In")
                        .withValues(HOPELESS)
                        .endOnExitCodes()
                        .endRule()
                        .build())
                .withTemplate(template())
                .build();
    }

    private PodTemplateSpec template() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.ofDriftMonitor(observed.name(), role.word()))
                .withAnnotations(Map.of(DOCUMENT, document))
                .endMetadata()
                .withSpec(Pods.of(ACCOUNT, TERMINATION_GRACE_SECONDS)
                        .editSecurityContext()
                        .withFsGroup(GROUP)
                        .endSecurityContext()
                        .withRestartPolicy("Never")
                        .withContainers(Pods.container(
                                        MonitorObserver.CONTAINER,
                                        observed.defaults().image())
                                .withArgs(role.word(), "--config", DIRECTORY + "/" + FILE)
                                .withResources(EffectiveResources.of(resources, Map.of()))
                                .withVolumeMounts(allMounts())
                                .build())
                        .withVolumes(allVolumes())
                        .build())
                .build();
    }

    private List<VolumeMount> allMounts() {
        var all = new ArrayList<VolumeMount>();
        all.add(Volumes.readOnly("config", DIRECTORY));
        all.add(Volumes.writable("tmp", "/tmp"));
        all.addAll(mounts.mounts());
        return all;
    }

    private List<Volume> allVolumes() {
        var all = new ArrayList<Volume>();
        all.add(Volumes.annotation("config", DOCUMENT, FILE));
        all.add(Volumes.emptyDirectory("tmp"));
        all.addAll(mounts.volumes());
        return all;
    }
}

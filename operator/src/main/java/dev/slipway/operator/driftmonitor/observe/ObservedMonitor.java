package dev.slipway.operator.driftmonitor.observe;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorSpec;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.config.DriftJobDefaults;
import dev.slipway.operator.workload.observe.NodeCapacity;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a decision about one DriftMonitor may depend on. Built once per reconcile; the pure code below takes nothing else,
 * not even a clock.
 *
 * @param model the ModelDeployment that the spec names, if it exists
 * @param cronJob what compares on the schedule
 * @param jobs of every role, oldest first
 * @param previous the status as it was last written
 */
public record ObservedMonitor(
        DriftMonitor resource,
        Instant now,
        DriftJobDefaults defaults,
        Optional<ModelDeployment> model,
        Optional<CronJob> cronJob,
        List<MonitorJob> jobs,
        NodeCapacity nodes,
        Optional<DriftMonitorStatus> previous) {

    public ObservedMonitor {
        jobs = List.copyOf(jobs);
    }

    public String name() {
        return resource.getMetadata().getName();
    }

    public String namespace() {
        return resource.getMetadata().getNamespace();
    }

    public String uid() {
        return String.valueOf(resource.getMetadata().getUid());
    }

    public DriftMonitorSpec spec() {
        return resource.getSpec();
    }

    /** The comparisons, oldest first. */
    public Stream<MonitorJob> runs() {
        return jobs.stream().filter(job -> job.role() == JobRole.RUN);
    }

    /** The value of an annotation; empty if there is none. */
    public String annotation(String name) {
        var annotations = resource.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }
}

package dev.slipway.operator.driftmonitor.observe;

import static java.util.Comparator.comparing;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.config.DriftJobDefaults;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.observe.JobReader;
import dev.slipway.operator.workload.observe.NodeCapacity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what informers hold of one DriftMonitor; makes no API call. */
public final class MonitorObserver {
    /** Name of the container of every Job, whatever image it runs. */
    public static final String CONTAINER = "drift-job";

    private static final JobReader JOBS = new JobReader(CONTAINER);

    private final DriftJobDefaults defaults;
    private final Clock clock;

    public MonitorObserver(DriftJobDefaults defaults, Clock clock) {
        this.defaults = defaults;
        this.clock = clock;
    }

    public ObservedMonitor observe(DriftMonitor monitor, ClusterView cluster) {
        var name = monitor.getMetadata().getName();
        var pods = cluster.labelled(monitor, Pod.class, Labels.DRIFT_MONITOR, name);
        return new ObservedMonitor(
                monitor,
                clock.instant(),
                defaults,
                model(monitor, cluster),
                cluster.named(monitor, CronJob.class, ChildNames.comparisons(name)),
                jobs(cluster.labelled(monitor, Job.class, Labels.DRIFT_MONITOR, name), pods),
                new NodeCapacity(cluster.allocatableByNode(), cluster.nodeTaints()),
                Optional.ofNullable(monitor.getStatus()));
    }

    private static Optional<ModelDeployment> model(DriftMonitor monitor, ClusterView cluster) {
        var ref = monitor.getSpec().modelRef();
        return ref == null
                ? Optional.empty()
                : cluster.neighbours(monitor, ModelDeployment.class).stream()
                        .filter(model -> model.getMetadata().getName().equals(ref.name()))
                        .findFirst();
    }

    private static List<MonitorJob> jobs(List<Job> jobs, List<Pod> pods) {
        return jobs.stream()
                .flatMap(job -> job(job, pods))
                .sorted(comparing((MonitorJob job) -> job.facts().created()).thenComparing(MonitorJob::name))
                .toList();
    }

    private static Stream<MonitorJob> job(Job job, List<Pod> pods) {
        var labels = job.getMetadata().getLabels();
        return JobRole.of(labels.getOrDefault(Labels.ROLE, "")).stream()
                .map(role -> new MonitorJob(JOBS.read(job, pods), role, labels.getOrDefault(Labels.CAUSE, "")));
    }
}

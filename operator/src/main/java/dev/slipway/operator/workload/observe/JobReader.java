package dev.slipway.operator.workload.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Job and the pods of its attempts.
 *
 * @param container name of the only container of the pods
 */
public record JobReader(String container) {
    /** The label by which the Job controller marks pods. */
    public static final String JOB_NAME = "batch.kubernetes.io/job-name";

    private static final String JOB_UID = "batch.kubernetes.io/controller-uid";

    /** @param pods of any Job, in any order */
    public JobFacts read(Job job, List<Pod> pods) {
        var name = job.getMetadata().getName();
        var status = Optional.ofNullable(job.getStatus());
        var succeeded = condition(status, "Complete");
        var failed = condition(status, "Failed");
        return new JobFacts(
                name,
                time(job.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH),
                status.flatMap(s -> time(s.getStartTime())),
                Stream.of(succeeded, failed)
                        .flatMap(Optional::stream)
                        .flatMap(c -> time(c.getLastTransitionTime()).stream())
                        .findFirst(),
                succeeded.isPresent(),
                failed.map(c -> c.getReason() == null ? "Failed" : c.getReason()),
                attempts(job, pods));
    }

    private List<PodFacts> attempts(Job job, List<Pod> pods) {
        return pods.stream()
                .filter(pod -> isOf(
                        job, Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of())))
                .sorted(Comparator.comparing(
                                (Pod pod) -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .map(new PodReader("", container)::read)
                .toList();
    }

    /** Pods of a Job that was deleted may outlive the making of another one of its name. */
    private static boolean isOf(Job job, Map<String, String> labels) {
        var uid = labels.get(JOB_UID);
        return job.getMetadata().getName().equals(labels.get(JOB_NAME))
                && (uid == null || uid.equals(job.getMetadata().getUid()));
    }

    private static Optional<JobCondition> condition(Optional<JobStatus> status, String type) {
        return status.stream()
                .flatMap(s -> s.getConditions().stream())
                .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
                .findFirst();
    }

    private static Optional<Instant> time(@Nullable String text) {
        return Optional.ofNullable(text).map(Instant::parse);
    }
}

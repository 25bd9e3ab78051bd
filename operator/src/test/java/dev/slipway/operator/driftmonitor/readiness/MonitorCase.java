package dev.slipway.operator.driftmonitor.readiness;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.operator.driftmonitor.SeenMonitor;
import dev.slipway.operator.driftmonitor.plan.MonitorPlan;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;

/**
 * A situation of a monitor in one sentence, and what its status says of it.
 *
 * @param status so far, in YAML's flow form
 * @param words that the message has
 */
record MonitorCase(
        String sentence,
        String spec,
        String status,
        List<HasMetadata> objects,
        ConditionType type,
        State state,
        Reason reason,
        String words) {
    static final String NOW = "current: {postgres: {secretRef: {name: pg}, table: now, timeColumn: at}}";

    private static final String REFERENCE = "reference: {postgres: {secretRef: {name: pg}, table: training}}, ";

    static MonitorCase when(String sentence) {
        return new MonitorCase(sentence, NOW, "", List.of(), ConditionType.READY, State.UNKNOWN, Reason.PENDING, "");
    }

    /** @param more of the spec, in place of the table of the current data if it says where that is */
    MonitorCase spec(String more) {
        var all = more.contains("modelRef") || more.startsWith("current") ? more : NOW + ", " + more;
        return new MonitorCase(sentence, all, status, objects, type, state, reason, words);
    }

    MonitorCase status(String before) {
        return new MonitorCase(sentence, spec, before, objects, type, state, reason, words);
    }

    /** @param failure by which the Job controller ended it; empty: it succeeded */
    MonitorCase run(String failure) {
        var condition = failure.isEmpty()
                ? "{type: Complete, status: 'True'"
                : "{type: Failed, status: 'True', reason: " + failure;
        return with(Seen.yaml("""
                {metadata: {name: run, creationTimestamp: '2025-12-31T23:00:00Z', labels: {slipway.dev/driftmonitor: fraud, slipway.dev/role: run}},
                 status: {conditions: [%s, lastTransitionTime: '2025-12-31T23:00:09Z'}]}}\
                """.formatted(condition), Job.class));
    }

    /** A run that succeeded, with what it said. */
    MonitorCase found(String summary) {
        return run("").pod(
                        "run",
                        "{terminated: {exitCode: 0, reason: Completed, message: '%s'}}".formatted(summary),
                        "Succeeded");
    }

    MonitorCase failed(String why, String message) {
        return run("BackoffLimitExceeded")
                .pod(
                        "run",
                        "{terminated: {exitCode: 1, reason: Error, message: '{\"reason\":\"%s\",\"message\":\"%s\"}'}}"
                                .formatted(why, message),
                        "Failed");
    }

    /** A training on its way. */
    MonitorCase training() {
        return with(Seen.yaml("""
                {metadata: {name: t, creationTimestamp: '2025-12-31T23:50:00Z', labels: {slipway.dev/driftmonitor: fraud, slipway.dev/role: retrain, slipway.dev/cause: abc}}}\
                """, Job.class));
    }

    /**
     * A Job that its controller has taken up.
     *
     * @param role and further labels
     */
    MonitorCase onItsWay(String name, String role) {
        return with(Seen.yaml("""
                {metadata: {name: %s, creationTimestamp: '2025-12-31T23:50:00Z', labels: {slipway.dev/driftmonitor: fraud, slipway.dev/role: %s}},
                 status: {startTime: '2025-12-31T23:50:00Z'}}\
                """.formatted(name, role), Job.class));
    }

    /** One that failed with these words. */
    MonitorCase over(String name, String role, String words) {
        return with(Seen.yaml("""
                {metadata: {name: %s, creationTimestamp: '2025-12-31T23:50:00Z', labels: {slipway.dev/driftmonitor: fraud, slipway.dev/role: %s}},
                 status: {conditions: [{type: Failed, status: 'True', reason: PodFailurePolicy, lastTransitionTime: '2025-12-31T23:51:00Z'}]}}\
                """.formatted(name, role), Job.class))
                .pod(name, "{terminated: {exitCode: 2, reason: Error, message: '%s'}}".formatted(words), "Failed");
    }

    MonitorCase pod(String job, String state, String phase) {
        return with(Seen.yaml("""
                {metadata: {name: p, labels: {slipway.dev/driftmonitor: fraud, batch.kubernetes.io/job-name: %s}},
                 status: {phase: %s, containerStatuses: [{name: drift-job, image: 'registry/x:1', state: %s}]}}\
                """.formatted(job, phase, state), Pod.class));
    }

    MonitorCase with(HasMetadata object) {
        var all = new ArrayList<>(objects);
        all.add(object);
        return new MonitorCase(sentence, spec, status, List.copyOf(all), type, state, reason, words);
    }

    MonitorCase then(ConditionType what, State is, Reason because, String saying) {
        return new MonitorCase(sentence, spec, status, objects, what, is, because, saying);
    }

    MonitorSituation situation() {
        var monitor = Seen.yaml(
                """
                {metadata: {name: fraud, namespace: shop, uid: u-1, generation: 2, creationTimestamp: '2025-12-01T00:00:00Z'},
                 spec: {schedule: '0 * * * *', %s%s}%s}\
                """.formatted(
                                spec.contains("reference:") ? "" : REFERENCE,
                                spec,
                                status.isEmpty() ? "" : ", status: {" + status + "}"),
                DriftMonitor.class);
        var all = new ArrayList<HasMetadata>(objects);
        all.add(Seen.yaml("{metadata: {name: fraud-drift, creationTimestamp: '2025-12-01T00:00:00Z'}}", CronJob.class));
        var observed = SeenMonitor.of(monitor, all);
        return MonitorSituation.of(observed, MonitorPlan.of(observed), Applied.NOTHING);
    }

    @Override
    public String toString() {
        return sentence;
    }
}

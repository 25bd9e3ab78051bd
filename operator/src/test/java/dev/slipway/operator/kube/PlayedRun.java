package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** Plays the CronJob and Job controllers and the kubelet for the Jobs of a DriftMonitor. */
record PlayedRun(KubernetesClient client, String namespace) {
    static final String DRIFT = """
        {"command":"run","verdict":"Drift","driftedShare":0.5,"rows":900,"reference":{"rows":1000,"ready":true},"features":2,\
        "worst":{"feature":"amount","method":"ks","score":0.31,"threshold":0.1},\
        "drifted":[{"feature":"amount","method":"ks","score":0.31,"threshold":0.1}],"failedExpectations":[],"problems":[]}""";
    static final String STABLE = """
        {"command":"run","verdict":"NoDrift","driftedShare":0.0,"rows":900,"reference":{"rows":1000,"ready":true},"features":2,\
        "worst":{"feature":"amount","method":"ks","score":0.01,"threshold":0.1},"drifted":[],"failedExpectations":[],"problems":[]}""";

    /** A Job as the CronJob controller makes it. */
    Job scheduled(String cronJob, String name) {
        var template = client.batch()
                .v1()
                .cronjobs()
                .inNamespace(namespace)
                .withName(cronJob)
                .require()
                .getSpec()
                .getJobTemplate();
        return client.resource(new JobBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
    }

    /** The only pod of a Job says this and ends; the Job controller sees it. */
    void ends(Job job, boolean well, String message) {
        pod(job, well ? 0 : 1, message);
        over(job, well);
    }

    private void pod(Job job, int exitCode, String message) {
        var template = job.getSpec().getTemplate();
        var labels = new TreeMap<>(template.getMetadata().getLabels());
        labels.putAll(Map.of("batch.kubernetes.io/job-name", job.getMetadata().getName()));
        var name = job.getMetadata().getName() + "-p";
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
        client.pods()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(pod -> pod.edit()
                        .withStatus(new PodStatusBuilder()
                                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                                .addNewContainerStatus()
                                .withName("drift-job")
                                .withImage("x")
                                .withImageID("x")
                                .withReady(false)
                                .withRestartCount(0)
                                .withNewState()
                                .withNewTerminated()
                                .withExitCode(exitCode)
                                .withReason(exitCode == 0 ? "Completed" : "Error")
                                .withMessage(message)
                                .endTerminated()
                                .endState()
                                .endContainerStatus()
                                .build())
                        .build());
    }

    /** The Job controller has seen how its only pod ended. */
    void over(Job job, boolean well) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.resource(job).editStatus(j -> {
            var status = j.edit()
                    .editOrNewStatus()
                    .withStartTime(now)
                    .withCompletionTime(well ? now : null)
                    .withSucceeded(well ? 1 : null)
                    .withFailed(well ? null : 1)
                    .withNewUncountedTerminatedPods()
                    .endUncountedTerminatedPods()
                    .addNewCondition()
                    .withType(well ? "SuccessCriteriaMet" : "FailureTarget")
                    .withStatus("True")
                    .withReason("BackoffLimitExceeded")
                    .withLastTransitionTime(now)
                    .endCondition()
                    .addNewCondition()
                    .withType(well ? "Complete" : "Failed")
                    .withStatus("True")
                    .withReason("BackoffLimitExceeded")
                    .withLastTransitionTime(now)
                    .endCondition()
                    .endStatus();
            return status.build();
        });
    }
}

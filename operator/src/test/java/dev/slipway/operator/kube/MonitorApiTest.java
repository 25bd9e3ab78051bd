package dev.slipway.operator.kube;

import static dev.slipway.operator.kube.PlayedRun.DRIFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Objects;

/** A DriftMonitor on a real API server, and what one asks of it. */
abstract class MonitorApiTest extends ApiServerTest {
    static final String SPEC = """
        schedule: '0 0 1 1 *', reference: {postgres: {secretRef: {name: pg}, table: public.training}},
        current: {postgres: {secretRef: {name: pg}, table: public.now, timeColumn: at}}\
        """;
    static final String RETRAINING = """
        , retraining: {when: driftedShare >= 0.3, cooldown: 24h, action: {job: {image: 'registry/train:1', command: [train]}}}\
        """;
    static final String PROMOTION = """
        , promotion: {registry: {url: 'http://mlflow', model: fraud, secretRef: {name: mlflow}}, rules: [{metric: auc, minDelta: 0.01}],
          evaluation: {postgres: {secretRef: {name: pg}, query: SELECT 1}, labelColumn: y}}\
        """;
    static final String LABELS =
            ", labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, performance: {metric: accuracy, floor: 0.9}}";
    static final String SINKS = """
        , alerting: {fireAfter: {windows: 1, of: 1}, resolveAfter: {windows: 1},
                     sinks: [{cloudEvents: {url: 'http://events', secretRef: {name: events}}}, {alertmanager: {url: 'http://am'}}]}\
        """;
    static final String PASSED = """
        {"command":"evaluate","decision":"Passed","reason":"AllRulesHold","message":"auc better by 0.01: 0.03 [0.02, 0.04].",\
        "champion":{"version":"7"},"candidate":{"version":"8"}}""";
    static final String ONE_RUN = ", alerting: {fireAfter: {windows: 1, of: 1}, resolveAfter: {windows: 1}}";

    final PlayedRun played = new PlayedRun(client, namespace);

    DriftMonitor monitor(String more) {
        return client.resource(CanonicalJson.read(
                        Yaml.toJson(
                                "{apiVersion: slipway.dev/v1alpha1, kind: DriftMonitor, metadata: {name: fraud, namespace: %s}, spec: {%s%s}}"
                                        .formatted(namespace, SPEC, more)),
                        DriftMonitor.class))
                .create();
    }

    Resource<DriftMonitor> resource() {
        return client.resources(DriftMonitor.class).inNamespace(namespace).withName("fraud");
    }

    DriftMonitorStatus status() {
        return Objects.requireNonNull(resource().require().getStatus());
    }

    RetrainingState retraining() {
        return Objects.requireNonNull(status().retraining());
    }

    String history() {
        return String.valueOf(Objects.requireNonNull(status().alert()).history());
    }

    String condition(ConditionType type) {
        var condition = Conditions.find(status().conditions(), type).orElseThrow();
        return condition.status() + "/" + condition.reason();
    }

    List<Job> jobs(String role) {
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel("slipway.dev/role", role)
                .list()
                .getItems();
    }

    Job firstRun() {
        eventually(() -> assertThat(jobs("run")).hasSize(1));
        return jobs("run").getFirst();
    }

    CronJob cronJob() {
        return client.batch()
                .v1()
                .cronjobs()
                .inNamespace(namespace)
                .withName("fraud-drift")
                .require();
    }

    /** What the runs on schedule will be. */
    JobSpec schedule() {
        return cronJob().getSpec().getJobTemplate().getSpec();
    }

    /** The configuration that a Job's program reads. */
    static String document(JobSpec job) {
        return Objects.requireNonNull(
                job.getTemplate().getMetadata().getAnnotations().get("slipway.dev/document"));
    }

    PromotionState promotion() {
        return Objects.requireNonNull(status().promotion());
    }

    Job only(String role) {
        eventually(() -> assertThat(jobs(role)).hasSize(1));
        return jobs(role).getFirst();
    }

    /** Drift is found and the model is trained. */
    void trained() {
        played.ends(firstRun(), true, DRIFT);
        played.ends(only("retrain"), true, "");
    }
}

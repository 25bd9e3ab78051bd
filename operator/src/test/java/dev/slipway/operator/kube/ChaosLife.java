package dev.slipway.operator.kube;

import static dev.slipway.operator.kube.PlayedRun.DRIFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.driftjob.service.Mlflow;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.model.CanonicalJson;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One trial: a monitor whose data has always drifted, who looks at it now and then, and what must be true of it. */
final class ChaosLife {
    private static final String LABELS =
            "labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, performance: {metric: accuracy, floor: 0.9}},";

    private static final String NOT_KNOWN = "Whether the candidate is champion could not be asked: see the registry. ";
    private static final Set<Phase> BUSY =
            EnumSet.of(Phase.Running, Phase.Evaluating, Phase.CoolingDown, Phase.OutOfBudget);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final ChaosModel model;
    private final ChaosFaults faults;
    private final boolean plays;
    private final boolean manual;
    private final boolean airflow;
    private final double trouble;
    private final Random whim;
    private int runs;
    private volatile boolean comparing;

    ChaosLife(KubernetesClient client, String namespace, String name, long seed, ChaosModel model, ChaosFaults faults) {
        var random = new Random(seed);
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.model = model;
        this.faults = faults;
        this.plays = random.nextInt(3) == 0;
        this.manual = random.nextInt(4) == 0;
        this.airflow = random.nextBoolean();
        this.whim = new Random(seed);
        this.trouble = List.of(0.02, 0.06, 0.15).get(random.nextInt(3));
    }

    String name() {
        return name;
    }

    ChaosModel model() {
        return model;
    }

    /** Probability that a request of its Jobs meets a fault. */
    double trouble() {
        return trouble;
    }

    /** Whether its comparisons are played, so that performance can be lost. */
    boolean plays() {
        return plays;
    }

    /** What such a comparison finds. */
    String finding() {
        return faults.strikes(0.3, "performance lost")
                ? DRIFT.replace("\"problems\"", "\"performanceDegraded\":true,\"problems\"")
                : DRIFT;
    }

    void begin(String proxy) {
        client.resource(CanonicalJson.read(Yaml.toJson(spec(proxy)), DriftMonitor.class))
                .create();
    }

    private String spec(String proxy) {
        var action = airflow
                ? "{airflow: {url: '" + proxy + "/airflow', dagId: train}}"
                : "{job: {image: 'registry/train:1', command: [train]}}";
        return """
            {apiVersion: slipway.dev/v1alpha1, kind: DriftMonitor, metadata: {name: %s, namespace: %s}, spec: {
              schedule: '0 0 1 1 *', reference: {postgres: {secretRef: {name: pg}, table: public.training}},
              current: {postgres: {secretRef: {name: pg}, table: public.now, timeColumn: at}, minRows: 100},
              alerting: {fireAfter: {windows: 1, of: 1}, resolveAfter: {windows: 1}}, %s
              retraining: {when: driftedShare >= 0.3, cooldown: %ss, budget: {maxRuns: %s, period: %ss}, timeout: 10s,
                approval: %s, action: %s},
              promotion: {registry: {url: '%s/mlflow', model: %1$s}, rules: [{metric: auc, minDelta: 0.01}],
                rollback: {watch: 60s, signals: [performance]},
                evaluation: {postgres: {secretRef: {name: pg}, query: 'SELECT amount, age, y FROM holdout'}, labelColumn: y}}}}""".formatted(
                        name,
                        namespace,
                        plays ? LABELS : "",
                        ChaosModel.COOLDOWN.toSeconds(),
                        ChaosModel.MAX_RUNS,
                        ChaosModel.PERIOD.toSeconds(),
                        manual ? "Manual" : "Automatic",
                        action,
                        proxy);
    }

    /** A comparison on its schedule, more often where nothing is under way, and a person who agrees. */
    void turn() {
        var status = status();
        var retraining = status.map(DriftMonitorStatus::retraining);
        var busy = retraining.filter(r -> BUSY.contains(r.phase())).isPresent();
        if (!comparing && status.map(DriftMonitorStatus::nextRunTime).isPresent() && (!busy || whim.nextInt(8) == 0)) {
            compare();
        }
        var waiting = retraining.filter(r -> r.phase() == Phase.AwaitingApproval);
        waiting.ifPresent(r -> resource()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Yaml.toJson("{metadata: {annotations: {slipway.dev/approve-retraining: '%s'}}}"
                                .formatted(r.runId()))));
    }

    private void compare() {
        comparing = true;
        try {
            new PlayedRun(client, namespace).scheduled(name + "-drift", name + "-drift-" + runs++);
        } catch (KubernetesClientException e) {
            comparing = false;
            throw e;
        }
    }

    /** A Job of this role has come to its end. */
    void over(JobRole role) {
        if (role == JobRole.RUN) {
            comparing = false;
        }
    }

    private Resource<DriftMonitor> resource() {
        return client.resources(DriftMonitor.class).inNamespace(namespace).withName(name);
    }

    private Optional<DriftMonitorStatus> status() {
        return Optional.ofNullable(resource().get()).map(DriftMonitor::getStatus);
    }

    private Optional<RetrainingState> retraining() {
        return status().map(DriftMonitorStatus::retraining);
    }

    /** Nothing is under way any more, and what the status says is what MLflow says. */
    void isSettled(Mlflow mlflow) throws IOException, InterruptedException {
        assertThat(retraining().map(RetrainingState::phase))
                .as("%s is stuck: %s", name, status())
                .isPresent()
                .get()
                .isNotIn(Phase.Running, Phase.Evaluating);
        var gate = status().map(DriftMonitorStatus::promotion);
        if (gate.isPresent()) {
            isTrue(gate.get(), mlflow.alias(name, "champion"));
        }
    }

    private void isTrue(PromotionState gate, String champion) {
        assertThat(gate.decision()).as("%s is stuck: %s", name, gate).isNotEqualTo(Decision.Pending);
        assertThat(gate.reason()).as("%s is stuck: %s", name, gate).isNotEqualTo("RollingBack");
        if (gate.decision() == Decision.Promoted && "AllRulesHold".equals(gate.reason())) {
            assertThat(champion).as("%s: %s", name, gate).isEqualTo(gate.candidate());
        }
        if (gate.decision() == Decision.RolledBack) {
            assertThat(champion).as("%s: %s", name, gate).isEqualTo(gate.champion());
        }
        if (gate.decision() == Decision.Rejected && "PromotionFailed".equals(gate.reason())) {
            promotionFailed(gate, champion);
        } else if (gate.decision() == Decision.Rejected && !"CandidateIsChampion".equals(gate.reason())) {
            assertThat(champion).as("%s: %s", name, gate).isNotEqualTo(gate.candidate());
        }
    }

    /** Only where the status says that nobody knows may the candidate be champion all the same. */
    private void promotionFailed(PromotionState gate, String champion) {
        if (Objects.requireNonNull(gate.message()).startsWith(NOT_KNOWN)) {
            faults.count("promotions of whose end nobody knows");
            assertThat(champion).as("%s: %s", name, gate).isIn(gate.champion(), gate.candidate());
        } else {
            assertThat(champion).as("%s: %s", name, gate).isEqualTo(gate.champion());
        }
    }

    @Override
    public String toString() {
        return name + " " + status();
    }

    /** What a person does is tried again, too. */
    void turnPatiently() {
        try {
            turn();
        } catch (KubernetesClientException e) {
            assertThat(Objects.requireNonNull(e.getMessage())).isNotEmpty();
        }
    }
}

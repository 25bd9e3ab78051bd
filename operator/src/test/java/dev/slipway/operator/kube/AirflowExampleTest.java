package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.api.driftmonitor.ReferencePin;
import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Mlflow;
import dev.slipway.operator.model.Labels;
import dev.slipway.workload.service.Services;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code examples/airflow} as it stands: a real Airflow runs its DAG, with a real MLflow, PostgreSQL and API server; the program
 * of the Jobs runs within the test. Airflow's start takes a minute: {@code -Dairflow=3} or {@code 2}.
 */
@EnabledIfSystemProperty(named = "airflow", matches = "[23]")
class AirflowExampleTest extends ApiServerTest {
    private static final Path PYTHON = Services.inRepository("examples/retraining/image/requirements.txt");
    private static final Path IMAGE = Services.inRepository("examples/retraining/image");
    private static final String THE_WORLD_CHANGES = """
        import sys
        sys.path.insert(0, sys.argv[1])
        import train, world
        with train.database() as db:
            train.write(db, *world.payments(6000, changed=True, seed=9))
        """;

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static Services mlflow;
    private static Services airflow;
    private static Map<String, String> environment = Map.of();

    private final Set<String> begun = new HashSet<>();
    private final Path secrets = folder.resolve("secrets");

    @BeforeAll
    static void up() throws IOException {
        postgres = EmbeddedPostgres.start();
        mlflow = new Services(folder, "mlflow", Map.of());
        environment = Map.of(
                "PGHOST", "127.0.0.1",
                "PGPORT", "" + postgres.getPort(),
                "PGUSER", "postgres",
                "PGPASSWORD", "x",
                "PGDATABASE", "postgres",
                "MLFLOW_TRACKING_URI", mlflow.up());
        var workers = new HashMap<>(environment);
        workers.put(
                "AIRFLOW_DAGS", Services.inRepository("examples/airflow/dags").toString());
        workers.putAll(Services.airflow(System.getProperty("airflow")));
        workers.put("TRAINING_PYTHON", Services.interpreter(PYTHON));
        workers.put("TRAINING_FOLDER", folder.resolve("training").toString());
        airflow = new Services(folder, "airflow", workers);
        airflow.up();
    }

    @AfterAll
    static void down() throws IOException {
        airflow.close();
        mlflow.close();
        postgres.close();
    }

    @Test
    void aDagTrainsTheModelOfAChangedWorldAndItsVersionBecomesChampion() throws Exception {
        SecretFiles.write(secrets.resolve("payments-postgres"), SecretFiles.postgres(postgres.getPort()));
        SecretFiles.write(secrets.resolve("airflow"), Map.of("username", "admin", "password", "password1234"));
        assertThat(Services.python(PYTHON, environment, IMAGE.resolve("train.py"), "--first"))
                .endsWith("alias champion");
        operator();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var yaml = Files.newInputStream(Services.inRepository("examples/airflow/driftmonitor.yaml"))) {
            client.load(yaml).inNamespace(namespace).create();
            patiently(() -> {
                jobs(threads::execute);
                assertThat(status().verdict()).isEqualTo(Verdict.NoDrift);
            });
            var script = Files.writeString(folder.resolve("change.py"), THE_WORLD_CHANGES);
            Services.python(PYTHON, environment, script, IMAGE.toString());
            new PlayedRun(client, namespace).scheduled("payments-drift", "now");
            patiently(() -> {
                jobs(threads::execute);
                assertThat(status().promotion()).isNotNull();
                assertThat(Objects.requireNonNull(status().promotion()).decision())
                        .isEqualTo(Decision.Promoted);
            });
        }
        assertThat(Objects.requireNonNull(status().promotion()).references())
                .extracting(ReferencePin::version)
                .containsExactly("2");
        var retraining = Objects.requireNonNull(status().retraining());
        assertThat(retraining.phase()).isEqualTo(Phase.Succeeded);
        var registry = new Mlflow(mlflow.url());
        assertThat(registry.alias("payments", "champion")).isEqualTo("2");
        assertThat(registry.tags("payments", "2"))
                .containsEntry("slipway.run", retraining.runId())
                .containsEntry("slipway.gate", "Promoted");
    }

    private static void patiently(ThrowingRunnable assertion) {
        await().ignoreExceptions()
                .atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(assertion);
    }

    private DriftMonitorStatus status() {
        return Objects.requireNonNull(client.resources(DriftMonitor.class)
                .inNamespace(namespace)
                .withName("payments")
                .require()
                .getStatus());
    }

    private interface Threads {
        void execute(Runnable work);
    }

    /** Runs what was made since the last look. */
    private void jobs(Threads threads) {
        client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                .filter(job -> begun.add(job.getMetadata().getUid()))
                .forEach(job -> threads.execute(() -> run(job)));
    }

    private void run(Job job) {
        var document = MonitorApiTest.document(job.getSpec())
                .replace("/etc/slipway/secrets", secrets.toString())
                .replace("/var/lib/slipway/claims", folder.resolve("claims").toString())
                .replace("http://airflow:8080", airflow.url())
                .replace("http://mlflow:5000", mlflow.url());
        try {
            var role = Objects.requireNonNull(job.getMetadata().getLabels().get(Labels.ROLE));
            var ended = Program.run(role, secrets, document);
            var last = ended.output().strip().lines().reduce("", (a, b) -> b);
            new PlayedRun(client, namespace).ends(job, ended.code() == 0, last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

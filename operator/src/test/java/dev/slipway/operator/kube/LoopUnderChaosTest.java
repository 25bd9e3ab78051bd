package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.driftjob.service.Mlflow;
import dev.slipway.workload.service.Services;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole loop from drift to a new champion while everything around it fails: a real API server, the whole operator, the real
 * program of the Jobs, MLflow and PostgreSQL, and an Airflow that is played. Operator and Jobs are killed, MLflow and Airflow
 * refuse, say 409 or 500, talk garbage or are slow, and their answers are lost; PostgreSQL breaks off or sends noise.
 *
 * <p>On demand: {@code -Doperator.chaos.trials=500}, 25 beside each other ({@code operator.chaos.beside}), from
 * {@code operator.chaos.seed} on. {@code RetrainingChaosTest} asks the same of the pure loop in each test run.
 */
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfSystemProperty(named = "operator.chaos.trials", matches = "[0-9]+")
class LoopUnderChaosTest extends ApiServerTest {
    private static final int TRIALS = Integer.getInteger("operator.chaos.trials", 10);
    private static final int BESIDE = Integer.getInteger("operator.chaos.beside", 25);
    private static final int SEED = Integer.getInteger("operator.chaos.seed", 0);
    private static final Duration CHAOS = Duration.ofSeconds(Integer.getInteger("operator.chaos.seconds", 12));

    /** While the loops of one batch wait for a time, those of the other use the machine. */
    private static final Semaphore BATCHES = new Semaphore(Integer.getInteger("operator.chaos.batches", 2));

    /** Held for writing while MLflow is killed; no batch begins meanwhile. */
    private static final ReadWriteLock MLFLOW = new ReentrantReadWriteLock();

    private static final Duration LONGER = Duration.ofSeconds(30);

    /** A guard against a test that hangs, not an expectation. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Map<String, Long> COUNTS = new ConcurrentSkipListMap<>();

    @TempDir
    static Path folder;

    private static Services service;
    private static Mlflow mlflow;
    private static ChaosDatabase postgres;

    @BeforeAll
    static void up() throws IOException, SQLException {
        service = new Services(folder, "mlflow", Map.of("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false"));
        mlflow = new Mlflow(service.up());
        postgres = new ChaosDatabase();
    }

    @AfterAll
    static void down() throws IOException {
        System.out.println("all: " + COUNTS);
        service.close();
        postgres.close();
    }

    static IntStream batches() {
        return IntStream.iterate(SEED, first -> first < SEED + TRIALS, first -> first + BESIDE);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void noDoubleTrainingNoBreachOfLimitsNoWorseChampionAndNoStuckState(int first) throws Exception {
        BATCHES.acquire();
        try {
            live(first);
        } catch (Exception | AssertionError e) {
            System.out.println(Instant.now() + " trials from " + first + " fail: " + e);
            throw e;
        } finally {
            BATCHES.release();
        }
    }

    private void live(int first) throws Exception {
        var faults = new ChaosFaults(first);
        var models = new TreeMap<String, ChaosModel>();
        var lives = new TreeMap<String, ChaosLife>();
        MLFLOW.readLock().lock();
        try {
            for (var seed = first; seed < Math.min(first + BESIDE, SEED + TRIALS); seed++) {
                var name = "m" + seed;
                models.put(name, new ChaosModel(name, mlflow, faults));
                lives.put(name, new ChaosLife(client, namespace, name, seed, models.get(name), faults));
            }
        } finally {
            MLFLOW.readLock().unlock();
        }
        try (var tunnel = new ChaosTunnel(faults, postgres.port());
                var proxy = new ChaosProxy(faults, models, mlflow.url());
                var _ = new ChaosKubelet(
                        client, namespace, faults, proxy, lives, ChaosDatabase.secrets(folder, tunnel.port()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var operators = CompletableFuture.runAsync(() -> operators(faults), threads);
            var restarts = CompletableFuture.runAsync(() -> killMlflow(faults), threads);
            try {
                lives.values().forEach(life -> life.begin(proxy.url()));
                var end = Instant.now().plus(CHAOS);
                while (Instant.now().isBefore(end) || isQuiet(lives, end)) {
                    lives.values().forEach(ChaosLife::turnPatiently);
                    faults.outage("mlflow", "airflow", "postgres");
                    endConnections(faults);
                    ChaosFaults.pause(300);
                }
            } finally {
                faults.calmDown();
            }
            operators.get();
            restarts.get();
            try (var calls = new ChaosCalls(faults);
                    var _ = started(calls, faults)) {
                calmly(lives, life -> life.isSettled(mlflow));
                goesOn(lives);
                calmly(lives, life -> life.isSettled(mlflow));
            }
        }
        faults.counts().forEach((what, count) -> COUNTS.merge(what, count, Long::sum));
        var breaches = new ArrayList<String>();
        models.forEach((name, model) -> model.breaches().forEach(breach -> breaches.add(name + ": " + breach)));
        System.out.println(Instant.now() + " trials from " + first + ": " + faults.counts() + breaches);
        assertThat(breaches).isEmpty();
    }

    /** On a busy machine it takes longer until every loop has turned a few times. */
    private static boolean isQuiet(Map<String, ChaosLife> lives, Instant end) {
        var trainings =
                lives.values().stream().mapToInt(life -> life.model().asked()).sum();
        return trainings < 2 * lives.size() && Instant.now().isBefore(end.plus(LONGER));
    }

    /** In every fifth batch MLflow is killed at some time, and started again with what it has kept. */
    private static void killMlflow(ChaosFaults faults) {
        if (faults.upTo(5) != 0) {
            return;
        }
        ChaosFaults.pause(faults.upTo((int) CHAOS.toMillis()));
        MLFLOW.writeLock().lock();
        try {
            var pid = service.folder().resolve("pid");
            new ProcessBuilder(
                            "kill", "-KILL", "--", "-" + Files.readString(pid).strip())
                    .start()
                    .waitFor();
            faults.count("MLflow killed");
            Files.delete(pid);
            service.up();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            MLFLOW.writeLock().unlock();
        }
    }

    private static void endConnections(ChaosFaults faults) throws SQLException {
        if (faults.strikes(0.05, "PostgreSQL ends all connections")) {
            postgres.endConnections();
        }
    }

    /** One operator after the other, each until it dies. */
    private void operators(ChaosFaults faults) {
        while (!faults.calm()) {
            try (var calls = new ChaosCalls(faults);
                    var _ = started(calls, faults)) {
                while (!faults.calm() && !died(calls)) {
                    faults.count("seconds of an operator, in halves");
                }
            } catch (OperatorException e) {
                faults.count("operators that die while they start");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One that cannot start ends, and is started again, as Kubernetes does it. */
    private RunningOperator started(ChaosCalls calls, ChaosFaults faults) {
        while (true) {
            try {
                return new RunningOperator(namespace, calls);
            } catch (OperatorException e) {
                faults.count("operators that cannot start");
                if (calls.death().isDone()) {
                    throw e;
                }
            }
        }
    }

    private static boolean died(ChaosCalls calls) {
        try {
            calls.death().get(500, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Expectation {
        void holds(ChaosLife life) throws Exception;
    }

    private static void calmly(Map<String, ChaosLife> lives, Expectation expectation) {
        for (var life : lives.values()) {
            patiently(() -> expectation.holds(life));
        }
    }

    private static void goesOn(Map<String, ChaosLife> lives) {
        var before = new TreeMap<String, Integer>();
        lives.forEach((name, life) -> before.put(name, life.model().asked()));
        patiently(() -> {
            var waiting = lives.values().stream()
                    .filter(life -> life.model().asked() == Objects.requireNonNull(before.get(life.name())))
                    .toList();
            waiting.forEach(ChaosLife::turnPatiently);
            assertThat(waiting).as("go on").isEmpty();
        });
    }

    private static void patiently(ThrowingRunnable assertion) {
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(assertion);
    }
}

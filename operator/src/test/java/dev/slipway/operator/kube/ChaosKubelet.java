package dev.slipway.operator.kube;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Plays the Job controller and the kubelet: every Job runs the real program as often as its spec allows. Most run within this
 * process, and are killed by that nobody hears of them any more; a share of them are processes of their own. Jobs are deleted.
 */
final class ChaosKubelet implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int KILLED = 137;
    private static final int HOPELESS = 2;
    private static final int DEFECT = 3;

    /** Of an attempt; a Job has an hour and more. */
    private static final int DEADLINE_SECONDS = 60;

    /** Percentage of attempts that are processes of their own. */
    private static final int PROCESSES = Integer.getInteger("operator.chaos.processes", 5);

    private final KubernetesClient client;
    private final String namespace;
    private final ChaosFaults faults;
    private final ChaosProxy proxy;
    private final Map<String, ChaosLife> lives;
    private final Path secrets;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** As a process would have it: ONNX Runtime is native. */
    private final ExecutorService programs = Executors.newCachedThreadPool();

    private final SharedIndexInformer<Job> jobs;

    /**
     * Runs the Jobs of a namespace.
     *
     * @param lives by the monitor's name
     * @param secrets folder of Secrets, and for the program's files
     */
    ChaosKubelet(
            KubernetesClient client,
            String namespace,
            ChaosFaults faults,
            ChaosProxy proxy,
            Map<String, ChaosLife> lives,
            Path secrets) {
        this.client = client;
        this.namespace = namespace;
        this.faults = faults;
        this.proxy = proxy;
        this.lives = lives;
        this.secrets = secrets;
        this.jobs = client.batch().v1().jobs().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Job job) {
                if (seen.add(job.getMetadata().getUid())) {
                    threads.execute(() -> work(job));
                }
            }

            @Override
            public void onUpdate(Job before, Job after) {}

            @Override
            public void onDelete(Job job, boolean unknown) {}
        });
    }

    private record End(int code, String message) {}

    private void work(Job job) {
        var role = JobRole.of(label(job, Labels.ROLE)).orElseThrow();
        var life = Objects.requireNonNull(lives.get(label(job, Labels.DRIFT_MONITOR)));
        if (role == JobRole.RETRAIN) {
            life.model()
                    .jobMade(
                            label(job, Labels.CAUSE),
                            Instant.parse(job.getMetadata().getCreationTimestamp()));
        }
        try {
            attempts(job, role, life);
        } catch (RejectedExecutionException e) {
            faults.count("attempts after the end");
        } catch (RuntimeException e) {
            life.model().breach("the test's own: " + e);
            throw e;
        } finally {
            life.over(role);
        }
    }

    /** The pause between attempts doubles, as Kubernetes does it, from a fortieth of what it is there. */
    private void attempts(Job job, JobRole role, ChaosLife life) {
        var end = new End(1, "");
        var attempts = job.getSpec().getBackoffLimit() + 1;
        for (var i = 0; i < attempts && end.code() != 0 && end.code() != HOPELESS; i++) {
            ChaosFaults.pause(20 + faults.upTo(100) + (i == 0 ? 0 : 125 << i));
            if (role != JobRole.RETRAIN && faults.strikes(0.02, "Jobs deleted")) {
                client.resource(job).delete();
                return;
            }
            end = attempt(job, role, life);
        }
        finish(job, end);
    }

    private static String label(Job job, String key) {
        return Objects.requireNonNull(job.getMetadata().getLabels().get(key));
    }

    private End attempt(Job job, JobRole role, ChaosLife life) {
        var notes = job.getSpec().getTemplate().getMetadata().getAnnotations();
        var document = notes == null ? null : notes.get("slipway.dev/document");
        try {
            if (document == null) {
                return train(job, life);
            }
            return role == JobRole.RUN && life.plays() ? new End(0, life.finding()) : program(role, document, life);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new End(KILLED, "");
        }
    }

    private End train(Job job, ChaosLife life) throws InterruptedException {
        var end = Instant.now().plus(Duration.ofSeconds(job.getSpec().getActiveDeadlineSeconds()));
        if (faults.strikes(0.08, "trainings that hang")) {
            while (Instant.now().isBefore(end) && !faults.calm()) {
                ChaosFaults.pause(50);
            }
            return new End(KILLED, "");
        }
        return life.model().train(label(job, Labels.CAUSE), () -> Instant.now().isBefore(end))
                ? new End(0, "")
                : new End(1, "");
    }

    private End program(JobRole role, String document, ChaosLife life) {
        var process = proxy.start(role, life.name(), life.trouble());
        var placed = document.replace("/etc/slipway/secrets/", secrets + "/")
                .replace(proxy.url() + "/", proxy.url() + "/p" + process.number() + "/");
        var whole = role == JobRole.RETRAIN ? placed.replaceFirst("\\{", "{\"poll\":\"100ms\",") : placed;
        var own = faults.upTo(100) < PROCESSES;
        faults.count(own ? "attempts as processes of their own" : "attempts within the test");
        var ended = CompletableFuture.supplyAsync(() -> run(role.word(), whole, own, process.killed()), programs);
        if (faults.strikes(own ? 0.3 : 0.05, own ? "processes killed at some time" : "attempts killed at some time")) {
            threads.execute(() -> {
                ChaosFaults.pause(faults.upTo(own ? 2500 : 600));
                process.kill();
            });
        }
        var _ = process.killed().completeOnTimeout(null, DEADLINE_SECONDS, TimeUnit.SECONDS);
        CompletableFuture.anyOf(ended, process.killed()).join();
        if (!process.alive()) {
            faults.count(role.word() + " killed");
            return new End(KILLED, "");
        }
        var said = ended.join();
        faults.count(role.word() + " ended with " + said.code());
        if (said.code() == DEFECT) {
            life.model().breach(role.word() + ": " + said.output());
        }
        return new End(said.code(), said.output().strip().lines().reduce("", (a, b) -> b));
    }

    private Ended run(String command, String document, boolean own, CompletableFuture<Void> killed) {
        try {
            return own ? ChaosProcess.run(command, secrets, document, killed) : Program.run(command, secrets, document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void finish(Job job, End end) {
        var run = new PlayedRun(client, namespace);
        try {
            run.ends(job, end.code() == 0, end.message());
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                run.over(job, end.code() == 0);
            } else if (e.getCode() != NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        jobs.close();
        threads.shutdownNow();
        programs.shutdownNow();
    }
}

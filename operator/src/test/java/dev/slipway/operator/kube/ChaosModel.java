package dev.slipway.operator.kube;

import dev.slipway.driftjob.service.Mlflow;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What really happened to one model, told by those who did it: its trainings, how good each version is, where its champion
 * alias went. What must never happen is written down as a breach.
 */
final class ChaosModel {
    /** So long that they bind on a slow machine too, where a loop takes half a minute for a turn. */
    static final Duration COOLDOWN = Duration.ofSeconds(15);

    static final Duration PERIOD = Duration.ofSeconds(90);
    static final int MAX_RUNS = 2;

    private static final Path FILES = Path.of("../drift-job/src/test/resources/models");

    private final String name;
    private final Mlflow mlflow;
    private final ChaosFaults faults;
    private final List<String> breaches = new ArrayList<>();
    private final Map<String, Instant> jobs = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private final Set<String> good = new HashSet<>();
    private final Set<String> inTraining = new HashSet<>();
    private String champion;
    private String former = "";

    /** Registers a first version, which is not good, as champion. */
    ChaosModel(String name, Mlflow mlflow, ChaosFaults faults) throws IOException, InterruptedException {
        this.name = name;
        this.mlflow = mlflow;
        this.faults = faults;
        mlflow.model(name);
        champion = mlflow.version(name, FILES.resolve("champion.onnx"));
        mlflow.alias(name, "champion", champion);
    }

    /** A Job that trains, or has somebody train, is there. */
    synchronized void jobMade(String cause, Instant created) {
        if (jobs.put(cause, created) != null) {
            breach("a second Job for the training " + cause);
        }
        faults.count("trainings asked for");
    }

    /** Trains, which takes a while, and registers a version; whether it did not die on the way. */
    boolean train(String id, Training training) throws InterruptedException {
        begin(id);
        try {
            var end = Instant.now().plusMillis(200 + faults.upTo(1200));
            while (training.goesOn() && Instant.now().isBefore(end)) {
                ChaosFaults.pause(20);
            }
            if (!training.goesOn() || faults.strikes(0.1, "trainings that fail")) {
                return false;
            }
            var isGood = faults.upTo(2) == 0;
            var version = mlflow.version(name, FILES.resolve(isGood ? "candidate.onnx" : "champion.onnx"));
            registered(id, version, isGood);
            if (faults.strikes(0.05, "trainings that die before they set the alias")) {
                return false;
            }
            mlflow.alias(name, "challenger", version);
            return true;
        } catch (IOException e) {
            faults.count("trainings that cannot reach MLflow");
            return false;
        } finally {
            end(id);
        }
    }

    /** Whether somebody still wants a training. */
    interface Training {
        boolean goesOn();
    }

    synchronized void begin(String id) {
        inTraining.add(id);
        if (inTraining.size() > 1) {
            breach("trainings beside each other: " + inTraining);
        }
        faults.count("trainings begun");
    }

    synchronized void end(String id) {
        inTraining.remove(id);
    }

    private synchronized void registered(String id, String version, boolean isGood) {
        if (versions.put(id, version) != null) {
            breach("trained twice for " + id);
        }
        if (isGood) {
            good.add(version);
        }
    }

    /** The champion alias is to move; it has, once {@code call} is back. */
    synchronized <T> T move(JobRole role, String version, Call<T> call) throws IOException {
        var answer = call.make();
        if (version.equals(champion)) {
            return answer;
        }
        switch (role) {
            case PROMOTE -> {
                if (!good.contains(version) || good.contains(champion)) {
                    breach("version " + version + " is promoted and no better than " + champion);
                }
                former = champion;
                faults.count("promotions");
            }
            case ROLL_BACK -> {
                if (!version.equals(former)) {
                    breach("version " + version + " comes back, and " + former + " was the former champion");
                }
                faults.count("rollbacks");
            }
            default -> breach(role + " moves the champion alias to " + version);
        }
        champion = version;
        return answer;
    }

    /** A call to MLflow. */
    interface Call<T> {
        T make() throws IOException;
    }

    /** How many trainings were asked for. */
    synchronized int asked() {
        return jobs.size();
    }

    synchronized void breach(String what) {
        breaches.add(what);
    }

    /** Everything that should not have been; the starts of trainings by the clock of the API server. */
    synchronized List<String> breaches() {
        var found = new ArrayList<>(breaches);
        var starts = jobs.values().stream().sorted().toList();
        for (var i = 1; i < starts.size(); i++) {
            if (starts.get(i - 1).plus(COOLDOWN).isAfter(starts.get(i))) {
                found.add("cooldown: " + starts.get(i - 1) + " and " + starts.get(i));
            }
            if (i >= MAX_RUNS && starts.get(i - MAX_RUNS).plus(PERIOD).isAfter(starts.get(i))) {
                found.add("budget: " + starts.subList(i - MAX_RUNS, i + 1));
            }
        }
        return found;
    }
}

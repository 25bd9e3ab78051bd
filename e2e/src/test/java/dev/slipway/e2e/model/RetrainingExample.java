package dev.slipway.e2e.model;

import dev.slipway.e2e.cluster.Command;
import dev.slipway.e2e.cluster.Command.Checkout;
import dev.slipway.e2e.cluster.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code examples/retraining} in a namespace, each file as it stands: PostgreSQL, a real MLflow, a place for reports, Jobs that
 * train and pay, the model and its monitor.
 */
public final class RetrainingExample {
    private static final Path FOLDER = Checkout.ROOT.resolve("examples/retraining");
    private static final String PATIENCE = "--timeout=240s";
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Pattern REPORT = Pattern.compile("href=\"(payments[^\"/]*)\"");
    private static final Pattern REFERENCE = Pattern.compile("href=\"(reference-[0-9a-f]+)/\"");

    private final Sandbox sandbox;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public RetrainingExample(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Everything that a team brings along. */
    public void stores() {
        Command.of("e2e/cluster/cluster", "load", "build/images/retraining.tar")
                .run()
                .text();
        sandbox.kubectl("apply", "-k", FOLDER.toString());
        sandbox.kubectl(
                "rollout",
                "status",
                "deployment/payments-postgres",
                "deployment/mlflow",
                "deployment/reports",
                PATIENCE);
    }

    /** Runs one of its Jobs to its end, and returns the last line of its log. */
    public String run(String job) {
        apply(job + ".yaml");
        sandbox.kubectl("wait", "--for=condition=Complete", "job/" + job, PATIENCE);
        return sandbox.kubectl("logs", "job/" + job, "--tail=1").strip();
    }

    public void apply(String file) {
        sandbox.kubectl("apply", "-f", FOLDER.resolve(file).toString());
    }

    /** A comparison now, as people start one. */
    public void compare() {
        sandbox.kubectl("create", "job", "--from=cronjob/payments-drift", "now");
    }

    public String status(String kind, String path) {
        return sandbox.kubectl("get", kind, "payments", "-o", "jsonpath={.status." + path + "}");
    }

    public void await(String kind, String path, String value) {
        sandbox.kubectl("wait", "--for=jsonpath={.status." + path + "}=" + value, kind + "/payments", PATIENCE);
    }

    /** Until it is another than it was. */
    public void awaitOther(String kind, String path, String value) throws InterruptedException {
        var deadline = Instant.now().plus(LONGEST);
        while (status(kind, path).equals(value)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(path + " is " + value + " after " + LONGEST.toSeconds() + " s");
            }
            Thread.sleep(POLL);
        }
    }

    public void awaitReady(String kind) {
        sandbox.kubectl("wait", "--for=condition=Ready", kind + "/payments", PATIENCE);
    }

    /** What {@code kubectl get dm} shows under RETRAINING until the gate has decided: each word once, in order. */
    public List<String> phasesUntilDecision() throws InterruptedException {
        var phases = new ArrayList<String>();
        var deadline = Instant.now().plus(LONGEST);
        while (!status("dm", "promotion.decision").matches("Promoted|Rejected")) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("no decision within " + LONGEST.toSeconds() + " s, but " + phases + "\n"
                        + sandbox.tryKubectl("get", "dm,jobs,pods,events", "-o", "wide")
                                .everything());
            }
            note(phases);
            Thread.sleep(POLL);
        }
        note(phases);
        return phases;
    }

    private void note(List<String> phases) {
        var shown = sandbox.kubectl("get", "dm", "payments").lines().toList();
        var from = shown.getFirst().indexOf("RETRAINING");
        var word = shown.getLast().substring(from).split("\\s+", 2)[0];
        if (phases.isEmpty() || !phases.getLast().equals(word)) {
            phases.add(word);
        }
    }

    /** The Jobs of one role, as their state: {@code Complete} for each that has succeeded. */
    public List<String> jobs(String role) {
        return sandbox.kubectl(
                        "get",
                        "jobs",
                        "-l",
                        "slipway.dev/driftmonitor=payments,slipway.dev/role=" + role,
                        "-o",
                        "jsonpath={range .items[*]}{.status.conditions[?(@.type==\"Complete\")].type}{\"\\n\"}{end}")
                .lines()
                .toList();
    }

    /** Names of the reports that are kept. */
    public List<String> reports() throws IOException, InterruptedException {
        return listed("/", REPORT);
    }

    /** Folders of the references that are kept. */
    public List<String> references() throws IOException, InterruptedException {
        return listed("/payments.state/", REFERENCE);
    }

    private List<String> listed(String folder, Pattern link) throws IOException, InterruptedException {
        return link.matcher(get("reports", folder))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** What one of its servers answers. */
    public String get(String service, String path) throws IOException, InterruptedException {
        var address = sandbox.address(service);
        var uri = URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
        var answer = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    /** What events of this reason say. */
    public List<String> events(String reason) {
        return sandbox.kubectl(
                        "get",
                        "events",
                        "--field-selector=involvedObject.kind=DriftMonitor,reason=" + reason,
                        "-o",
                        "jsonpath={range .items[*]}{.message}{\"\\n\"}{end}")
                .lines()
                .toList();
    }
}

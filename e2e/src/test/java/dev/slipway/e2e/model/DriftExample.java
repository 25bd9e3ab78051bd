package dev.slipway.e2e.model;

import dev.slipway.e2e.cluster.Command.Checkout;
import dev.slipway.e2e.cluster.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code examples/drift} in a namespace: its PostgreSQL, its data and its monitor, each as it stands. */
public final class DriftExample {
    private static final Path FOLDER = Checkout.ROOT.resolve("examples/drift");
    private static final String PATIENCE = "--timeout=90s";

    private final Sandbox sandbox;

    public DriftExample(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** PostgreSQL, stable data, and the monitor. */
    public void start() {
        sandbox.kubectl("apply", "-k", FOLDER.toString());
        sandbox.kubectl("rollout", "status", "deployment/payments-postgres", "--timeout=120s");
        sql("data.sql");
        sandbox.kubectl("apply", "-f", FOLDER.resolve("driftmonitor.yaml").toString());
    }

    /** Runs one of its files in PostgreSQL. */
    public void sql(String file) {
        try {
            sandbox.kubectlWith(
                    Files.readString(FOLDER.resolve(file)),
                    "exec",
                    "-i",
                    "deployment/payments-postgres",
                    "--",
                    "psql",
                    "-q",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-h",
                    "/tmp",
                    "-U",
                    "payments",
                    "payments");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A comparison now, as people start one. */
    public void run(String name) {
        sandbox.kubectl("create", "job", "--from=cronjob/payments-drift", name);
    }

    public void reference(String postgres) {
        sandbox.kubectl(
                "patch",
                "dm",
                "payments",
                "--type=merge",
                "-p",
                "{\"spec\": {\"reference\": {\"postgres\": %s}}}".formatted(postgres));
    }

    public String status(String path) {
        return sandbox.kubectl("get", "dm", "payments", "-o", "jsonpath={.status." + path + "}");
    }

    public void await(String path, String value) {
        sandbox.kubectl("wait", "--for=jsonpath={.status." + path + "}=" + value, "dm/payments", PATIENCE);
    }

    /** Status and reason of a condition. */
    public String condition(String type) {
        var at = "conditions[?(@.type==\"" + type + "\")]";
        return status(at + ".status") + " " + status(at + ".reason");
    }

    public String message() {
        return status("conditions[?(@.type==\"Ready\")].message");
    }

    /** @param statusAndReason of Ready, such as {@code False BaselineUnavailable} */
    public void awaitReady(String statusAndReason) {
        var words = statusAndReason.split(" ", 2);
        await("conditions[?(@.type==\"Ready\")].reason", words[1]);
        await("conditions[?(@.type==\"Ready\")].status", words[0]);
    }

    /** What events of this reason say. */
    public List<String> events(String reason) {
        return sandbox.kubectl(
                        "get",
                        "events",
                        "--field-selector=reason=" + reason,
                        "-o",
                        "jsonpath={range .items[*]}{.message}{\"\\n\"}{end}")
                .lines()
                .toList();
    }
}

package dev.slipway.e2e.model;

import dev.slipway.e2e.cluster.Command;
import dev.slipway.e2e.cluster.Command.Checkout;
import dev.slipway.e2e.cluster.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** {@code examples/features} in a namespace: its stores, its data, its views and its model, each as it stands. */
public final class FeatureExample {
    private static final Path FOLDER = Checkout.ROOT.resolve("examples/features");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Sandbox sandbox;
    private final String python = Command.of(
                    "make/venv", FOLDER.resolve("requirements.txt").toString())
            .run()
            .text()
            .strip();

    public FeatureExample(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** PostgreSQL, Redis and the place of the model, with the shop's data. */
    public void stores() {
        sandbox.kubectl("apply", "-k", FOLDER.toString());
        for (var store : new String[] {"shop-postgres", "shop-redis", "churn-store"}) {
            sandbox.kubectl("rollout", "status", "deployment/" + store, "--timeout=120s");
        }
        data();
    }

    /** What {@code data.py} writes with these options, into PostgreSQL. */
    public void data(String... options) {
        var words = new String[options.length + 2];
        words[0] = python;
        words[1] = FOLDER.resolve("data.py").toString();
        System.arraycopy(options, 0, words, 2, options.length);
        sql(Command.of(words).run().text());
    }

    /** Runs statements in PostgreSQL; what they print. */
    public String sql(String statements) {
        return sandbox.kubectlWith(
                        statements,
                        "exec",
                        "-i",
                        "deployment/shop-postgres",
                        "--",
                        "psql",
                        "-qtA",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-h",
                        "/tmp",
                        "-U",
                        "shop",
                        "shop")
                .strip();
    }

    /** How many keys Redis holds. */
    public String redisKeys() {
        return sandbox.kubectl("exec", "deployment/shop-redis", "--", "redis-cli", "DBSIZE")
                .strip();
    }

    /** Applies one of its files. */
    public void apply(String file) {
        sandbox.kubectl("apply", "-f", FOLDER.resolve(file).toString());
    }

    /** The expected answers to its requests come from the model, which asks for the features itself. */
    public String check() throws InterruptedException {
        var address = sandbox.address("churn");
        var url = "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            var result = Command.of(python, FOLDER.resolve("check.py").toString(), url)
                    .run();
            if (result.exit() == 0 || Instant.now().isAfter(deadline)) {
                return result.text();
            }
            Thread.sleep(500);
        }
    }
}

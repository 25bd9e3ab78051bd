package dev.slipway.e2e.disturbance;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.Command.Checkout;
import dev.slipway.e2e.cluster.Installation;
import dev.slipway.e2e.load.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The record of long runs, {@code bench/results/never-drop.md}. */
public final class NeverDropRecord {
    private static final Path FILE = Checkout.ROOT.resolve("bench/results/never-drop.md");
    private static final String HEAD = """
            # Never a dropped request

            One model, two to four replicas, called through its Service while it is rolled out, rolled back and scaled, while its
            pods are deleted, and while the operator is killed and upgraded. A request that does not get 200 with a right answer
            at the first attempt has failed; nothing is tried again, not even a connection. A shorter run is part of `make e2e`.

            To repeat: `make/e2e -Dtest=NeverDropARequestE2E -De2e.requests=1000000 -De2e.record`

            | requests | failed | connections | seconds | median ms | p99 ms | longest ms | what happened meanwhile | on |
            |---|---|---|---|---|---|---|---|---|
            """;

    private NeverDropRecord() {}

    public static void append(Report report, Map<Disturbance, Integer> happened) throws IOException {
        Files.createDirectories(FILE.getParent());
        if (!Files.exists(FILE)) {
            Files.writeString(FILE, HEAD);
        }
        Files.writeString(FILE, row(report, happened), StandardOpenOption.APPEND);
    }

    private static String row(Report report, Map<Disturbance, Integer> happened) {
        return String.format(
                Locale.ROOT,
                "| %,d | %d | %,d | %d | %.1f | %.1f | %.0f | %s | %s |%n",
                report.requests(),
                report.failed(),
                report.connections(),
                report.time().toSeconds(),
                report.median().toNanos() / 1e6,
                report.p99().toNanos() / 1e6,
                report.longest().toNanos() / 1e6,
                words(happened),
                "Kubernetes " + Cluster.client().getKubernetesVersion().getGitVersion() + ", "
                        + Installation.image().replaceFirst(".*/", "") + ", "
                        + Runtime.getRuntime().availableProcessors() + " CPUs for cluster, servers and clients");
    }

    /** Such as {@code 3 rollout of a model, 3 scale up}. */
    public static String words(Map<Disturbance, Integer> happened) {
        return happened.entrySet().stream()
                .map(e -> e.getValue() + " "
                        + e.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }
}

package dev.slipway.e2e.fault;

import dev.slipway.e2e.cluster.Command.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The table of all faults: how long the reason took, and how long the cure. Written to {@code e2e/target/faults.md}. */
public final class FaultReport {
    private static final Path FILE = Checkout.ROOT.resolve("e2e/target/faults.md");
    private static final FaultReport SHARED = new FaultReport();

    private final List<Row> rows = new ArrayList<>();

    private FaultReport() {}

    public static FaultReport shared() {
        return SHARED;
    }

    /**
     * One fault.
     *
     * @param told from the first evidence in the API to the reason in the status
     * @param ready from the cure to Ready and all replicas
     */
    public record Row(String sentence, String reason, String message, Duration told, Duration ready) {}

    synchronized void add(Row row) {
        rows.add(row);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized Duration slowest() {
        return rows.stream().map(Row::told).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private Duration percentile95() {
        var sorted = rows.stream().map(Row::told).sorted().toList();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
    }

    @Override
    public synchronized String toString() {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d faults; from the evidence to the reason: p95 %.2f s, longest %.2f s%n%n"
                        + "| Fault | REASON | told after s | Ready after the cure s | MESSAGE |%n|---|---|---|---|---|%n",
                rows.size(),
                percentile95().toMillis() / 1e3,
                slowest().toMillis() / 1e3));
        rows.stream()
                .sorted(Comparator.comparing(Row::sentence))
                .forEach(r -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %.2f | %.1f | %s |%n",
                        r.sentence(),
                        r.reason(),
                        r.told().toMillis() / 1e3,
                        r.ready().toMillis() / 1e3,
                        r.message().replace("|", "\\|"))));
        return text.toString();
    }
}

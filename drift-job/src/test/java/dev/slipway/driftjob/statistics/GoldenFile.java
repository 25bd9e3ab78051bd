package dev.slipway.driftjob.statistics;

import static java.util.Objects.requireNonNull;

import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The vectors that golden.py wrote. */
public record GoldenFile(Map<?, ?> document) {
    public static final Path COMMITTED = Path.of("src/test/resources/golden/statistics.json");

    public static GoldenFile read(Path file) throws IOException {
        return new GoldenFile((Map<?, ?>) JsonDocument.read(Files.readAllBytes(file)));
    }

    public List<Case> cases(String section) {
        return ((List<?>) requireNonNull(document.get(section)))
                .stream().map(c -> new Case((Map<?, ?>) c)).toList();
    }

    /** One vector. */
    public record Case(Map<?, ?> fields) {
        public double number(String field) {
            return ((Number) requireNonNull(fields.get(field))).doubleValue();
        }

        public int whole(String field) {
            return (int) number(field);
        }

        public String text(String field) {
            return (String) requireNonNull(fields.get(field));
        }

        public double[] numbers(String field) {
            return ((List<?>) requireNonNull(fields.get(field)))
                    .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
        }
    }
}

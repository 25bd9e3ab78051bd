package dev.slipway.driftjob.statistics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The vectors that golden.py wrote. */
public record GoldenFile(Map<?, ?> document) {
    public static final Path COMMITTED = Path.of("src/test/resources/golden/statistics.json");

    public static GoldenFile read(Path file) throws IOException {
        return new GoldenFile((Map<?, ?>) JsonDocument.read(Files.readAllBytes(file)));
    }

    /**
     * Where this differs from another by more than the last digits, in which numpy's results depend on the processor; empty
     * where nowhere.
     */
    public String difference(GoldenFile other) {
        return difference("", document, other.document);
    }

    private static String difference(String path, @Nullable Object a, @Nullable Object b) {
        if (a instanceof Map<?, ?> map
                && b instanceof Map<?, ?> that
                && map.keySet().equals(that.keySet())) {
            return map.keySet().stream()
                    .map(k -> difference(path + "." + k, map.get(k), that.get(k)))
                    .filter(d -> !d.isEmpty())
                    .findFirst()
                    .orElse("");
        }
        if (a instanceof List<?> list && b instanceof List<?> that && list.size() == that.size()) {
            return IntStream.range(0, list.size())
                    .mapToObj(i -> difference(path + "[" + i + "]", list.get(i), that.get(i)))
                    .filter(d -> !d.isEmpty())
                    .findFirst()
                    .orElse("");
        }
        boolean near = a instanceof Number x
                && b instanceof Number y
                && Math.abs(x.doubleValue() - y.doubleValue())
                        <= 1e-10 * Math.max(Math.abs(x.doubleValue()), Math.abs(y.doubleValue())) + 1e-14;
        return near || Objects.equals(a, b) ? "" : path + ": " + a + " and " + b;
    }

    public List<Case> cases(String section) {
        return ((List<?>) requireNonNull(document.get(section)))
                .stream().map(c -> new Case((Map<?, ?>) c)).toList();
    }

    /** What a command prints, if it succeeds. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }

    /** One vector. */
    public record Case(Map<?, ?> fields) {
        public double number(String field) {
            return ((Number) requireNonNull(fields.get(field))).doubleValue();
        }

        public int whole(String field) {
            return (int) number(field);
        }

        public boolean flag(String field) {
            return (Boolean) requireNonNull(fields.get(field));
        }

        public Case part(String field) {
            return new Case((Map<?, ?>) requireNonNull(fields.get(field)));
        }

        public String text(String field) {
            return (String) requireNonNull(fields.get(field));
        }

        public double[] numbers(String field) {
            return numbers((List<?>) requireNonNull(fields.get(field)));
        }

        public List<double[]> arrays(String field) {
            return ((List<?>) requireNonNull(fields.get(field)))
                    .stream().map(list -> numbers((List<?>) list)).toList();
        }

        private static double[] numbers(List<?> list) {
            return list.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
        }
    }
}

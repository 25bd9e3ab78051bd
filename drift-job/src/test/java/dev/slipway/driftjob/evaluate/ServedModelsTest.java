package dev.slipway.driftjob.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.PlayedServer;
import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of one column behind servers, good and hostile ones: what is asked, and what becomes of the answers. */
class ServedModelsTest {
    @TempDir
    Path folder;

    private static String good(double x) {
        return String.valueOf(1 / (1 + Math.exp(-x)));
    }

    private static String bad(double x) {
        return good(-x);
    }

    @Test
    void models_that_take_other_columns_get_their_own() throws Exception {
        try (PlayedServer champion = new PlayedServer(scores(ServedModelsTest::good));
                PlayedServer candidate = new PlayedServer(scores(ServedModelsTest::good))) {
            Ended ended = evaluate(
                    champion, "amount", candidate, "noise", rows("0", "1"), "{\"metric\": \"auc\", \"minDelta\": 0}");
            assertThat(ended.get("reason")).as(ended.output()).isEqualTo("NotBetter");
            Map<?, ?> rule = (Map<?, ?>)
                    ((List<?>) Objects.requireNonNull(ended.message().get("rules"))).getFirst();
            assertThat(((Number) Objects.requireNonNull(rule.get("champion"))).doubleValue())
                    .isGreaterThan(0.8);
            assertThat(((Number) Objects.requireNonNull(rule.get("candidate"))).doubleValue())
                    .isBetween(0.4, 0.6);
        }
    }

    @ParameterizedTest
    @CsvSource({"fraud, legit, 0", "no, yes, 1", "1, 2, 0", "-1, 1, 1"})
    void the_probability_is_that_of_the_positive_label_wherever_libraries_put_it(
            String first, String second, int positive) throws Exception {
        String label = positive == 0 ? first : second;
        String other = positive == 0 ? second : first;
        try (PlayedServer champion = new PlayedServer(labelled(first, second, positive, ServedModelsTest::bad));
                PlayedServer candidate = new PlayedServer(labelled(first, second, positive, ServedModelsTest::good))) {
            Ended ended = evaluate(
                    champion,
                    "amount",
                    candidate,
                    "amount",
                    rows(other, label),
                    "{\"metric\": \"auc\", \"minDelta\": 0.1}, {\"metric\": \"accuracy\", \"floor\": 0.7}",
                    ", \"positiveLabel\": \"" + label + "\"");
            assertThat(ended.get("decision")).as(ended.output()).isEqualTo("Passed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "short, 1, ArtifactUnavailable, other than 1000 rows in the output p",
        "rows, 1, ArtifactUnavailable, other than 1000 rows in the output p",
        "text, 1, ArtifactUnavailable, outputs that cannot be read",
        "html, 1, ArtifactUnavailable, no JSON",
        "metadata, 2, ModelInvalid, something else than rows",
        "400, 2, ModelInvalid, 'answered 400: shape [1000,1] is not expected'",
        "404, 1, ArtifactNotFound, has no model m",
        "500, 1, ArtifactUnavailable, answered 500",
        "302, 1, ArtifactUnavailable, answered 302",
    })
    void an_answer_that_is_none_ends_the_evaluation_with_its_reason(String kind, int code, String reason, String words)
            throws Exception {
        try (PlayedServer champion = new PlayedServer(scores(ServedModelsTest::good));
                PlayedServer candidate = new PlayedServer((request, out) -> wrong(kind, request, out))) {
            Ended ended = evaluate(
                    champion, "amount", candidate, "amount", rows("0", "1"), "{\"metric\": \"auc\", \"minDelta\": 0}");
            assertThat(ended.code()).as(ended.output()).isEqualTo(code);
            assertThat(ended.get("reason")).isEqualTo(reason);
            assertThat(ended.get("message")).contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource({"'\"NaN\"'", "null"})
    void a_row_without_a_number_makes_no_champion(String nothing) throws Exception {
        try (PlayedServer champion = new PlayedServer(scores(ServedModelsTest::bad));
                PlayedServer candidate = new PlayedServer(scores(x -> x > 2 ? nothing : good(x)))) {
            Ended ended = evaluate(
                    champion, "amount", candidate, "amount", rows("0", "1"), "{\"metric\": \"auc\", \"minDelta\": 0}");
            assertThat(ended.get("reason")).as(ended.output()).isEqualTo("MetricUndefined");
        }
    }

    @Test
    void an_address_is_said_without_its_password() throws Exception {
        Ended ended = evaluate(
                "http://localhost:1",
                "amount",
                "http://user:topsecret@localhost:1",
                "amount",
                rows("0", "1"),
                "{\"metric\": \"auc\", \"minDelta\": 0}",
                "");
        assertThat(ended.get("reason")).as(ended.output()).isEqualTo("InvalidConfig");
        assertThat(ended.output()).doesNotContain("topsecret");
    }

    private static PlayedServer.Play scores(DoubleFunction<String> score) {
        return (request, out) -> {
            if (metadata(request, out)) {
                return;
            }
            List<?> data = data(request);
            String values = joined(data, score);
            PlayedServer.json(
                    out,
                    200,
                    "{\"outputs\": [{\"name\": \"p\", \"datatype\": \"FP32\", \"shape\": [%d], \"data\": [%s]}]}"
                            .formatted(data.size(), values));
        };
    }

    /** As scikit-learn's classifiers are exported: the label, and the probabilities in the order of the sorted labels. */
    private static PlayedServer.Play labelled(String first, String second, int positive, DoubleFunction<String> score) {
        boolean text = first.matches("[a-z]+");
        return (request, out) -> {
            if (metadata(request, out)) {
                return;
            }
            List<?> data = data(request);
            String labels = joined(data, x -> {
                boolean isPositive = Double.parseDouble(score.apply(x)) >= 0.3;
                String name = isPositive == (positive == 0) ? first : second;
                return text ? "\"" + name + "\"" : name;
            });
            String probabilities = joined(data, x -> {
                double p = Double.parseDouble(score.apply(x));
                return positive == 0 ? p + "," + (1 - p) : (1 - p) + "," + p;
            });
            PlayedServer.json(
                    out, 200, """
                    {"outputs": [{"name": "label", "datatype": "%s", "shape": [%d], "data": [%s]},
                     {"name": "probabilities", "datatype": "FP32", "shape": [%d, 2], "data": [%s]}]}
                    """.formatted(text ? "BYTES" : "INT64", data.size(), labels, data.size(), probabilities));
        };
    }

    private static void wrong(String kind, PlayedServer.Request request, OutputStream out) throws IOException {
        if (kind.equals("metadata")) {
            PlayedServer.json(
                    out, 200, "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [\"a\", 1, {}]}]}");
        } else if (!metadata(request, out)) {
            String output =
                    "{\"outputs\": [{\"name\": \"p\", \"datatype\": \"FP32\", \"shape\": [%s], \"data\": [%s]}]}";
            switch (kind) {
                case "short" ->
                    PlayedServer.json(out, 200, output.formatted(data(request).size(), "0.5"));
                case "rows" -> PlayedServer.json(out, 200, output.formatted(1, "0.5"));
                case "text" -> PlayedServer.json(out, 200, output.formatted(1, "\"half\""));
                case "html" -> PlayedServer.json(out, 200, "<html>");
                case "400" -> PlayedServer.json(out, 400, "{\"error\": \"shape [1000,1] is not expected\"}");
                default -> PlayedServer.json(out, Integer.parseInt(kind), "<html>", "Location: http://localhost:1/");
            }
        }
    }

    private static boolean metadata(PlayedServer.Request request, OutputStream out) throws IOException {
        if (request.method().equals("GET")) {
            PlayedServer.json(
                    out, 200, "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [-1, 1]}]}");
        }
        return request.method().equals("GET");
    }

    private static List<?> data(PlayedServer.Request request) throws IOException {
        Map<?, ?> body = (Map<?, ?>) JsonDocument.read(request.body().getBytes(StandardCharsets.UTF_8));
        Map<?, ?> input = (Map<?, ?>) ((List<?>) Objects.requireNonNull(body.get("inputs"))).getFirst();
        return (List<?>) Objects.requireNonNull(input.get("data"));
    }

    private static String joined(List<?> data, DoubleFunction<String> of) {
        return data.stream().map(v -> of.apply(((Number) v).doubleValue())).collect(Collectors.joining(","));
    }

    private Path rows(String negative, String positive) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder csv = new StringBuilder("amount,noise,y\n");
        for (int i = 0; i < 1_000; i++) {
            double amount = 2 * random.nextGaussian();
            boolean one = random.nextDouble() < 1 / (1 + Math.exp(-2 * amount));
            csv.append(amount).append(',').append(random.nextGaussian()).append(',');
            csv.append(one ? positive : negative).append('\n');
        }
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }

    private Ended evaluate(
            PlayedServer champion, String column, PlayedServer candidate, String other, Path rows, String rules)
            throws IOException {
        return evaluate(champion, column, candidate, other, rows, rules, "");
    }

    private Ended evaluate(
            PlayedServer champion,
            String column,
            PlayedServer candidate,
            String other,
            Path rows,
            String rules,
            String more)
            throws IOException {
        return evaluate(champion.url(), column, candidate.url(), other, rows, rules, more);
    }

    private Ended evaluate(
            String champion, String column, String candidate, String other, Path rows, String rules, String more)
            throws IOException {
        return Program.run("evaluate", folder, """
                {"name": "fraud", "champion": {"v2": {"url": "%s", "model": "m"}, "features": ["%s"]},
                 "candidate": {"v2": {"url": "%s", "model": "m"}, "features": ["%s"]}, "data": {"csv": {"file": "%s"}},
                 "labelColumn": "y", "rules": [%s]%s}
                """.formatted(champion, column, candidate, other, rows, rules, more));
    }
}

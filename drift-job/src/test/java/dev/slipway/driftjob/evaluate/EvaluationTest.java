package dev.slipway.driftjob.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.driftjob.gate.LedgerEntry;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real ONNX files over real rows: a champion that looks at one column, candidates that look at both. */
class EvaluationTest {
    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final String RULES = "\"rules\": [{\"metric\": \"auc\", \"minDelta\": 0.01},"
            + " {\"metric\": \"accuracy\", \"floor\": 0.7}, {\"metric\": \"auc\", \"by\": \"country\", \"maxDrop\": 0.01}]";

    private final Evaluation evaluation =
            new Evaluation(Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));

    @TempDir
    Path folder;

    @BeforeEach
    void rows() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder csv = new StringBuilder("request_id,amount,age,country,y\n");
        for (int i = 0; i < 3_000; i++) {
            double amount = random.nextGaussian();
            double age = random.nextGaussian();
            int y = random.nextDouble() < 1 / (1 + Math.exp(-2 * (amount + age))) ? 1 : 0;
            csv.append(i).append(',').append(amount).append(',').append(age).append(',');
            csv.append(List.of("DE", "US").get(i % 2))
                    .append(',')
                    .append(i == 7 ? "" : String.valueOf(y))
                    .append('\n');
        }
        Files.writeString(folder.resolve("rows.csv"), csv);
    }

    @Test
    void a_better_candidate_passes_whatever_the_form_of_its_file() throws Exception {
        for (String candidate : List.of("candidate", "labelled", "named")) {
            Judged judged = evaluate(file("champion"), file(candidate), RULES);
            assertThat(judged.decision().reason()).as(candidate).isEqualTo("AllRulesHold");
            assertThat(judged.rows()).isEqualTo(2_999);
            assertThat(judged.problems()).containsExactly("1 rows have no label and were left out");
            assertThat(judged.candidate().orElseThrow().digest()).startsWith("sha256:");
        }
        Judged back = evaluate(file("candidate"), file("champion"), RULES);
        assertThat(back.decision().reason()).isEqualTo("NotBetter");
    }

    @Test
    void a_refusal_says_how_many_rows_there_are_and_which_labels() throws Exception {
        Judged few = evaluate(file("champion"), file("candidate"), RULES + ", \"minRows\": 5000");
        assertThat(few.message())
                .isEqualTo("2999 rows with a label and answers are fewer than minRows, 5000: widen the data, or lower"
                        + " minRows.");
        Path rows = folder.resolve("rows.csv");
        Files.writeString(
                rows, Files.readString(rows).replaceAll(",0\n", ",no\n").replaceAll(",1\n", ",yes\n"));
        Judged names = evaluate(file("champion"), file("candidate"), RULES);
        assertThat(names.decision().reason()).isEqualTo("MetricUndefined");
        assertThat(names.message())
                .endsWith("not defined for these rows. The column y has no label that equals positiveLabel 1; it has no"
                        + " and yes: set positiveLabel to one of them.");
    }

    @Test
    void the_same_model_in_a_file_and_behind_a_server_gives_the_same_ledger() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/v2/models/fraud", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = exchange.getRequestURI().getPath().endsWith("/infer")
                    ? infer(body)
                    : "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [-1, 2]}]}"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String served = "{\"v2\": {\"url\": \"http://localhost:"
                    + server.getAddress().getPort() + "\", \"model\": \"fraud\"}}";
            List<LedgerEntry> here = evaluate(file("champion"), file("candidate"), RULES)
                    .decision()
                    .ledger();
            List<LedgerEntry> there =
                    evaluate(file("champion"), served, RULES).decision().ledger();
            assertThat(there)
                    .usingRecursiveComparison()
                    .withEqualsForType((a, b) -> Math.abs(a - b) < 1e-6 || a.equals(b), Double.class)
                    .isEqualTo(here);
        } finally {
            server.stop(0);
        }
    }

    private static byte[] infer(byte[] body) throws IOException {
        Map<?, ?> input = (Map<?, ?>)
                ((List<?>) Objects.requireNonNull(((Map<?, ?>) JsonDocument.read(body)).get("inputs"))).getFirst();
        List<?> data = (List<?>) Objects.requireNonNull(input.get("data"));
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < data.size(); i += 2) {
            double sum = ((Number) data.get(i)).doubleValue() + ((Number) data.get(i + 1)).doubleValue();
            out.append(i == 0 ? "" : ",").append(1 / (1 + Math.exp(-sum)));
        }
        return ("{\"outputs\": [{\"name\": \"p\", \"datatype\": \"FP32\", \"shape\": [" + data.size() / 2
                        + ", 1], \"data\": [" + out + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void the_summary_fits_and_the_report_has_every_rule() throws Exception {
        Judged judged = evaluate(file("champion"), file("candidate"), RULES);
        String address = evaluation.write(judged);
        Map<?, ?> report = (Map<?, ?>) JsonDocument.read(Files.readAllBytes(Path.of(address)));
        assertThat((List<?>) report.get("rules")).hasSize(4);
        byte[] summary = EvaluationReport.summary(judged, address);
        assertThat(summary).hasSizeLessThanOrEqualTo(EvaluationReport.MAX_SUMMARY);
        assertThat(((Map<?, ?>) JsonDocument.read(summary)).get("decision")).isEqualTo("Passed");
    }

    @Test
    void a_signature_in_the_address_of_a_model_is_in_no_report() throws Exception {
        byte[] model = Files.readAllBytes(MODELS.resolve("candidate.onnx"));
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/candidate.onnx", exchange -> {
            exchange.sendResponseHeaders(200, model.length);
            exchange.getResponseBody().write(model);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://localhost:" + server.getAddress().getPort() + "/candidate.onnx";
            Judged judged = evaluate(file("champion"), "{\"uri\": \"" + address + "?signature=topsecret\"}", RULES);
            assertThat(judged.decision().passed()).isTrue();
            String report = Files.readString(Path.of(evaluation.write(judged)));
            assertThat(report).contains(address).doesNotContain("topsecret");
            assertThat(new String(EvaluationReport.summary(judged, ""), StandardCharsets.UTF_8))
                    .doesNotContain("topsecret");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void the_first_champion_is_told_by_the_rule_that_was_judged() throws Exception {
        Judged judged = evaluate(null, file("candidate"), RULES);
        assertThat(judged.decision().passed()).isTrue();
        assertThat(judged.message()).startsWith("accuracy at least 0.7: 0.");
    }

    @Test
    void what_does_not_fit_is_said_with_its_name() {
        assertThatThrownBy(() -> evaluate(file("champion"), file("candidate"), "\"features\": [\"amount\"], " + RULES))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("amount");
        assertThatThrownBy(() -> evaluate(file("champion"), file("absent"), RULES))
                .hasMessageContaining("absent.onnx");
        assertThatThrownBy(() -> evaluate(file("champion"), "{\"uri\": \"" + folder.resolve("rows.csv") + "\"}", RULES))
                .hasMessageContaining("cannot load it");
        assertThatThrownBy(() -> evaluate(file("champion"), file("candidate"), "\"rules\": [{\"metric\": \"auc\"}]"))
                .hasMessageContaining("exactly one");
        assertThatThrownBy(
                        () -> evaluate(null, file("candidate"), "\"rules\": [{\"metric\": \"auc\", \"minDelta\": 0}]"))
                .hasMessageContaining("floor");
    }

    private static String file(String name) {
        return "{\"uri\": \"" + MODELS.resolve(name + ".onnx").toAbsolutePath() + "\"}";
    }

    private Judged evaluate(@Nullable String champion, String candidate, String more) throws Exception {
        String config = "{\"name\": \"fraud\"," + (champion == null ? "" : "\"champion\": " + champion + ",")
                + "\"candidate\": "
                + candidate + ", \"data\": {\"csv\": {\"file\": \"" + folder.resolve("rows.csv")
                + "\"}}, \"labelColumn\": \"y\", \"report\": {\"directory\": \"" + folder.resolve("reports") + "\"}, "
                + more + "}";
        return evaluation.evaluate(Files.writeString(folder.resolve("config.json"), config));
    }
}

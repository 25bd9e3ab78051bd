package dev.slipway.driftjob.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.Mlflow;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real MLflow servers, the newest of version 2 and of version 3. */
class RealRegistryTest {
    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final String RULE = "{\"metric\": \"auc\", \"minDelta\": 0.01}";
    private static final String MONITOR = "\"monitor\": {\"namespace\": \"shop\", \"name\": \"fraud\"}";

    @TempDir
    static Path two;

    @TempDir
    static Path three;

    private static Services mlflow2;
    private static Services mlflow3;

    @TempDir
    Path folder;

    @BeforeAll
    static void up() {
        String requirements = Services.inRepository("e2e/services/mlflow-server/requirements-2.txt")
                .toString();
        mlflow2 = new Services(two, "mlflow", Map.of("MLFLOW_REQUIREMENTS", requirements));
        mlflow3 = new Services(three, "mlflow", Map.of());
        CompletableFuture.allOf(CompletableFuture.runAsync(mlflow2::up), CompletableFuture.runAsync(mlflow3::up))
                .join();
    }

    @AfterAll
    static void down() {
        mlflow2.close();
        mlflow3.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void the_gate_goes_from_the_candidate_to_the_champion_and_back(int version) throws Exception {
        Mlflow mlflow = new Mlflow((version == 2 ? mlflow2 : mlflow3).url());
        mlflow.model("fraud");
        assertThat(evaluate(mlflow).get("reason")).isEqualTo("NoCandidate");
        mlflow.version("fraud", MODELS.resolve("champion.onnx"));
        mlflow.alias("fraud", "champion", "1");
        mlflow.alias("fraud", "challenger", "1");
        Ended same = evaluate(mlflow);
        assertThat(same.code()).isZero();
        assertThat(same.get("decision")).isEqualTo("NothingToDo");
        assertThat(same.get("reason")).isEqualTo("CandidateIsChampion");

        mlflow.version("fraud", MODELS.resolve("candidate.onnx"));
        mlflow.alias("fraud", "challenger", "2");
        Ended judged = evaluate(mlflow);
        assertThat(judged.get("decision")).as(judged.output()).isEqualTo("Passed");
        assertThat(judged.get("champion", "version")).isEqualTo("1");
        assertThat(judged.get("candidate", "version")).isEqualTo("2");
        assertThat(judged.get("message")).startsWith("auc better by");

        for (int attempt = 0; attempt < 2; attempt++) {
            Ended promoted = promote(mlflow, "Passed", "1", "2");
            assertThat(promoted.get("outcome")).isEqualTo("Promoted");
            assertThat(promoted.get("champion")).isEqualTo("2");
            assertThat(promoted.get("previous")).isEqualTo("1");
        }
        assertThat(mlflow.alias("fraud", "champion")).isEqualTo("2");
        assertThat(mlflow.tags("fraud", "2"))
                .containsEntry("slipway.gate", "Promoted")
                .containsEntry("slipway.gate.champion", "1")
                .containsEntry("slipway.gate.retraining", "r1")
                .containsEntry("slipway.gate.monitor", "shop/fraud");

        for (int attempt = 0; attempt < 2; attempt++) {
            Ended back = rollback(mlflow, "2", "1");
            assertThat(back.get("outcome")).isEqualTo("RolledBack");
            assertThat(back.get("champion")).isEqualTo("1");
        }
        assertThat(mlflow.alias("fraud", "champion")).isEqualTo("1");
        assertThat(mlflow.tags("fraud", "2"))
                .containsEntry("slipway.rollback", "RolledBack")
                .containsEntry("slipway.rollback.to", "1");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void where_there_is_no_champion_only_a_floor_makes_one(int version) throws Exception {
        Mlflow mlflow = new Mlflow((version == 2 ? mlflow2 : mlflow3).url());
        mlflow.model("new");
        mlflow.version("new", MODELS.resolve("candidate.onnx"));
        mlflow.alias("new", "challenger", "1");
        Ended refused = evaluate(mlflow, "new", RULE);
        assertThat(refused.code()).isZero();
        assertThat(refused.get("decision")).isEqualTo("Rejected");
        assertThat(refused.get("reason")).isEqualTo("NoChampion");
        assertThat(refused.get("candidate", "version")).isEqualTo("1");
        assertThat(refused.get("message")).contains("champion", "add a floor");

        Ended passed = evaluate(mlflow, "new", RULE + ", {\"metric\": \"accuracy\", \"floor\": 0.7}");
        assertThat(passed.get("decision")).as(passed.output()).isEqualTo("Passed");
        for (int attempt = 0; attempt < 2; attempt++) {
            Ended promoted = Program.run("promote", folder, """
                    {"registry": {"url": "%s", "model": "new"}, "promotion": {"id": "r1", %s, "decision": "Passed",
                     "reason": "AllRulesHold", "message": "It is good enough.", "candidate": "1"}}
                    """.formatted(mlflow.url(), MONITOR));
            assertThat(promoted.get("outcome")).as(promoted.output()).isEqualTo("Promoted");
        }
        assertThat(mlflow.alias("new", "champion")).isEqualTo("1");
        assertThat(mlflow.tags("new", "1"))
                .containsEntry("slipway.gate", "Promoted")
                .doesNotContainKey("slipway.gate.champion");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void an_alias_that_somebody_else_moved_stays_where_it_is(int version) throws Exception {
        Mlflow mlflow = new Mlflow((version == 2 ? mlflow2 : mlflow3).url());
        mlflow.model("moved");
        for (int i = 0; i < 3; i++) {
            mlflow.version("moved", MODELS.resolve("champion.onnx"));
        }
        mlflow.alias("moved", "champion", "3");
        Ended promoted = promote(mlflow, "moved", "Passed", "1", "2");
        assertThat(promoted.code()).isZero();
        assertThat(promoted.get("outcome")).isEqualTo("ChampionMoved");
        assertThat(promoted.get("champion")).isEqualTo("3");
        assertThat(mlflow.tags("moved", "2")).containsEntry("slipway.gate", "ChampionMoved");
        Ended back = rollback(mlflow, "moved", "2", "1");
        assertThat(back.get("outcome")).isEqualTo("ChampionMoved");
        assertThat(mlflow.alias("moved", "champion")).isEqualTo("3");

        Ended refused = promote(mlflow, "moved", "Rejected", "3", "2");
        assertThat(refused.get("outcome")).isEqualTo("Rejected");
        assertThat(mlflow.alias("moved", "champion")).isEqualTo("3");
        assertThat(mlflow.tags("moved", "2"))
                .containsEntry("slipway.gate", "Rejected")
                .containsEntry("slipway.gate.reason", "AllRulesHold");

        Ended absent = promote(mlflow, "moved", "Passed", "3", "99");
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.get("reason")).isEqualTo("ArtifactNotFound");
        assertThat(absent.get("message")).contains("version 99 of the model moved");
        assertThat(mlflow.alias("moved", "champion")).isEqualTo("3");
    }

    private Ended evaluate(Mlflow mlflow) throws IOException {
        return evaluate(mlflow, "fraud", RULE);
    }

    private Ended evaluate(Mlflow mlflow, String model, String rules) throws IOException {
        return Program.run(
                "evaluate", folder, """
                {"name": "fraud", "registry": {"url": "%s", "model": "%s"}, "data": {"csv": {"file": "%s"}},
                 "labelColumn": "y", "rules": [%s], "report": {"directory": "%s"}}
                """.formatted(mlflow.url(), model, rows(), rules, folder.resolve("reports")));
    }

    private Path rows() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder csv = new StringBuilder("amount,age,y\n");
        for (int i = 0; i < 3_000; i++) {
            double amount = random.nextGaussian();
            double age = random.nextGaussian();
            int y = random.nextDouble() < 1 / (1 + Math.exp(-2 * (amount + age))) ? 1 : 0;
            csv.append(String.join(",", List.of(String.valueOf(amount), String.valueOf(age), String.valueOf(y))))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }

    private Ended promote(Mlflow mlflow, String decision, String champion, String candidate) throws IOException {
        return promote(mlflow, "fraud", decision, champion, candidate);
    }

    private Ended promote(Mlflow mlflow, String model, String decision, String champion, String candidate)
            throws IOException {
        return Program.run(
                "promote", folder, """
                {"registry": {"url": "%s", "model": "%s"}, "promotion": {"id": "r1", %s, "decision": "%s",
                 "reason": "AllRulesHold", "message": "It is better.", "champion": "%s", "candidate": "%s"}}
                """.formatted(mlflow.url(), model, MONITOR, decision, champion, candidate));
    }

    private Ended rollback(Mlflow mlflow, String promoted, String previous) throws IOException {
        return rollback(mlflow, "fraud", promoted, previous);
    }

    private Ended rollback(Mlflow mlflow, String model, String promoted, String previous) throws IOException {
        return Program.run("rollback", folder, """
                {"registry": {"url": "%s", "model": "%s"}, "rollback": {"id": "r1", %s, "promoted": "%s",
                 "previous": "%s", "reason": "ChampionWorse"}}
                """.formatted(mlflow.url(), model, MONITOR, promoted, previous));
    }
}

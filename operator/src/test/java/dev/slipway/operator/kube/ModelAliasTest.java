package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An alias is followed: from the registry's answer to pods of another revision, and nothing where nothing moves. */
class ModelAliasTest extends ApiServerTest {
    private final PlayedRegistry registry = new PlayedRegistry();

    ModelAliasTest() throws IOException {}

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    /** A contract of the product: the default interval between two questions, and some seconds for what follows. */
    private static final Duration PINNED_WITHIN = Duration.ofSeconds(35);

    private static String following(String url) {
        return "model: {uri: 'mlflow:models/iris@champion', registry: {url: '%s', pollInterval: 1s}}".formatted(url);
    }

    @Test
    void aMovedAliasIsANewRevisionAndADeadRegistryChangesNothingAndIsTold() throws Exception {
        registry.version(1);
        operator();
        create("iris", following(registry.url()));
        eventually(() -> assertThat(config("iris")).isNotEmpty());
        var kubelet = kubelet("iris");
        kubelet.rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
        var first = status("iris").activeRevision();
        assertThat(Objects.requireNonNull(status("iris").model()).version()).isEqualTo("1");
        assertThat(Objects.requireNonNull(status("iris").model()).uri()).isEqualTo("mlflow:models/iris/1");
        assertThat(config("iris")).contains("\"mlflow:models/iris/1\"").doesNotContain("champion");

        Thread.sleep(500);
        operator().calls.forget();
        var polls = registry.polls.get();
        eventually(() -> assertThat(registry.polls.get()).isGreaterThan(polls + 2));
        assertThat(operator().calls.all()).isEmpty();

        registry.version(2);
        eventually(() -> assertThat(config("iris")).contains("\"mlflow:models/iris/2\""));
        kubelet.rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
        assertThat(status("iris").activeRevision()).isNotEqualTo(first);
        assertThat(Objects.requireNonNull(status("iris").model()).version()).isEqualTo("2");

        registry.answers(500, "");
        eventually(() -> assertThat(artifactMessage())
                .isEqualTo("Version 2 stays: The registry " + registry.url() + " answers 500."));
        assertThat(ready("iris")).isEqualTo("True/RolledOut");
        Thread.sleep(500);
        operator().calls.forget();
        Thread.sleep(2500);
        assertThat(operator().calls.all()).isEmpty();

        var generation = deployment("iris").getMetadata().getGeneration();
        try (var next = new RunningOperator(namespace)) {
            eventually(() -> assertThat(next.reconciles()).isPositive());
            Thread.sleep(1500);
            assertThat(deployment("iris").getMetadata().getGeneration()).isEqualTo(generation);
            assertThat(ready("iris")).isEqualTo("True/RolledOut");
        }
    }

    @Test
    void aRegistryOfOneWordIsAServiceOfTheObjectsNamespace() {
        operator();
        create("iris", following("http://mlflow:5000/"));

        eventually(() -> assertThat(ready("iris")).isEqualTo("False/RegistryUnreachable"));
        assertThat(condition("iris", ConditionType.READY).message())
                .isEqualTo("The registry http://mlflow." + namespace
                        + ".svc:5000 cannot be found: no host has this name.");
    }

    @Test
    void objectsThatFollowOneAliasShareItsPolls() throws Exception {
        registry.version(1);
        operator();
        for (var i = 0; i < 5; i++) {
            create("iris-" + i, following(registry.url()));
        }
        eventually(() -> assertThat(deployment("iris-4")).isNotNull());
        var before = registry.polls.get();
        Thread.sleep(3000);

        assertThat(registry.polls.get() - before).isBetween(2, 4);

        client.resources(dev.slipway.api.modeldeployment.ModelDeployment.class)
                .inNamespace(namespace)
                .delete();
        Thread.sleep(2500);
        var gone = registry.polls.get();
        Thread.sleep(2500);
        assertThat(registry.polls).hasValue(gone);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"no alias\"}|False/ArtifactNotFound",
                "404|{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"no model\"}|False/ArtifactNotFound",
                "404|<html>no</html>|False/RegistryUnreachable",
                "401|x|False/AccessDenied",
                "409|x|False/RegistryUnreachable",
                "500|x|False/RegistryUnreachable",
                "200|<html>hello</html>|False/RegistryUnreachable",
                "200|{\"model_version\":{\"version\":\"../3\"}}|False/RegistryUnreachable",
                "200|{\"model_version\":{\"version\":\"3\",\"status\":\"FAILED_REGISTRATION\"}}|False/ArtifactUnavailable",
            })
    void anAnswerWithoutAVersionHasItsReasonUntilOneComes(int status, String body, String ready) {
        registry.answers(status, body);
        operator();
        create("iris", following(registry.url()));

        eventually(() -> assertThat(ready("iris")).isEqualTo(ready));
        registry.version(7);
        eventually(() -> assertThat(config("iris")).contains("\"mlflow:models/iris/7\""));
    }

    @Test
    void aRealMlflowIsFollowed(@TempDir Path state) throws Exception {
        try (var mlflow = new Services(state, "mlflow", Map.of())) {
            var url = mlflow.up();
            post(url, "registered-models/create", "{\"name\":\"iris\"}");
            var run = post(url, "runs/create", "{\"experiment_id\":\"0\"}")
                    .replaceFirst("(?s).*\"run_id\": *\"([^\"]*)\".*", "$1");
            for (var i = 0; i < 2; i++) {
                post(
                        url,
                        "model-versions/create",
                        "{\"name\":\"iris\",\"source\":\"mlflow-artifacts:/0/%s/artifacts/m\",\"run_id\":\"%s\"}"
                                .formatted(run, run));
            }
            operator();
            create("iris", following(url));
            eventually(() -> assertThat(ready("iris")).isEqualTo("False/ArtifactNotFound"));
            assertThat(condition("iris", ConditionType.READY).message()).contains("knows no alias champion");

            post(url, "registered-models/alias", "{\"name\":\"iris\",\"alias\":\"champion\",\"version\":\"1\"}");
            eventually(() -> assertThat(config("iris")).contains("\"mlflow:models/iris/1\""));
            post(url, "registered-models/alias", "{\"name\":\"iris\",\"alias\":\"champion\",\"version\":\"2\"}");
            eventually(() -> assertThat(config("iris")).contains("\"mlflow:models/iris/2\""));

            pinnedByDefaultInTime(url);
        }
    }

    /** Asked as often as a spec asks that says nothing of it; another alias, since followers of one share its questions. */
    private void pinnedByDefaultInTime(String url) throws Exception {
        post(url, "registered-models/alias", "{\"name\":\"iris\",\"alias\":\"steady\",\"version\":\"1\"}");
        create("steady", "model: {uri: 'mlflow:models/iris@steady', registry: {url: '%s'}}".formatted(url));
        eventually(() -> assertThat(config("steady")).contains("\"mlflow:models/iris/1\""));
        post(url, "registered-models/alias", "{\"name\":\"iris\",\"alias\":\"steady\",\"version\":\"2\"}");
        var moved = Instant.now();
        eventually(() -> assertThat(config("steady")).contains("\"mlflow:models/iris/2\""));
        var pinned = Duration.between(moved, Instant.now());
        System.out.println("alias moved, pinned after " + pinned.toMillis() + " ms");
        assertThat(pinned).isLessThanOrEqualTo(PINNED_WITHIN);
    }

    private String artifactMessage() {
        return condition("iris", ConditionType.ARTIFACT_READY).message();
    }

    /** The configuration that pods of the Deployment's revision read. */
    private String config(String name) {
        var revision = deployment(name)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels()
                .get("slipway.dev/revision");
        return client.configMaps()
                .inNamespace(namespace)
                .withName(name + "-" + revision)
                .require()
                .getData()
                .getOrDefault("model-server.json", "");
    }

    private static String post(String url, String call, String body) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/" + call))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}

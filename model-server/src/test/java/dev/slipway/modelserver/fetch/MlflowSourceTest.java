package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Registry;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real MLflow servers, the newest of version 2 and of version 3, and models that their clients logged. */
class MlflowSourceTest {
    private static final HttpTimeouts SHORT = new HttpTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(20));
    private static final Path IRIS =
            Path.of("src/test/resources/models/iris.onnx").toAbsolutePath();
    private static final String AUTH = "admin:password1234";

    @TempDir
    static Path two;

    @TempDir
    static Path three;

    private static Services mlflow2;
    private static Services mlflow3;

    @TempDir
    Path directory;

    @TempDir
    Path secret;

    @BeforeAll
    static void up() {
        mlflow2 = new Services(two, "mlflow", Map.of("MLFLOW_REQUIREMENTS", requirements("requirements-2.txt")));
        mlflow3 = new Services(three, "mlflow", Map.of());
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> log(mlflow2, "requirements-2.txt")),
                        CompletableFuture.runAsync(() -> log(mlflow3, "requirements.txt")))
                .join();
    }

    private static void log(Services server, String requirements) {
        server.up();
        Services.python(
                Path.of(requirements(requirements)),
                Services.inRepository("model-server/src/test/python/log_models.py"),
                server.url(),
                IRIS.toString());
    }

    private static String requirements(String name) {
        return Services.inRepository("e2e/services/mlflow-server/" + name).toString();
    }

    @AfterAll
    static void down() {
        mlflow2.close();
        mlflow3.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2,mlflow:models/iris/1",
        "2,mlflow:models/iris/2",
        "2,mlflow:models/iris@champion",
        "3,mlflow:models/iris/1",
        "3,mlflow:models/iris/2",
        "3,mlflow:models/iris@champion",
    })
    void aLoggedModelIsFetchedByVersionAndAlias(int server, String uri) throws Exception {
        Artifact artifact = fetch(server, uri);

        assertThat(artifact.format()).isEqualTo("onnx");
        assertThat(OnnxModel.load(artifact.file(), Threads.DEFAULT).signature().inputs())
                .hasSize(1);
        assertThat(artifact.bytes()).isEqualTo(Files.size(IRIS));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void externalDataAndNamesWithSpacesAreFetched(int server) throws Exception {
        Artifact artifact = fetch(server, "mlflow:models/a name with spaces/1");

        assertThat(artifact.bytes()).isGreaterThan(8192);
        assertThat(OnnxModel.load(artifact.file(), Threads.DEFAULT).signature().inputs())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"light,lightgbm,tree", "boost,xgboost,{"})
    void otherFlavoursBringTheirOwnFileAndFormat(String name, String format, String start) throws Exception {
        Artifact artifact = fetch(3, "mlflow:models/" + name + "/1");

        assertThat(artifact.format()).isEqualTo(format);
        assertThat(Files.readAllBytes(artifact.file()))
                .startsWith(start.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "mlflow:models/iris/9,ArtifactNotFound,knows no version 9 of the model iris",
        "mlflow:models/nobody/1,ArtifactNotFound,knows no version 1 of the model nobody",
        "mlflow:models/iris@nope,ArtifactNotFound,knows no alias nope of the model iris",
        "mlflow:models/iris,InvalidConfig,mlflow:models/NAME@ALIAS",
        "mlflow:models/pickled/1,UnsupportedModelFormat,mlflow.onnx",
    })
    void whatIsNotThereIsToldByName(String uri, String reason, String message) {
        for (int server : new int[] {3, 2}) {
            if (server == 3 || !uri.contains("pickled")) {
                assertFails(() -> fetch(server, uri), reason, message);
            }
        }
    }

    @Test
    void aServerWithBasicAuthWantsItsCredentialsForTheFilesToo(@TempDir Path state) throws Exception {
        Map<String, String> settings =
                Map.of("MLFLOW_AUTH", "yes", "MLFLOW_REQUIREMENTS", requirements("requirements-2.txt"));
        try (Services guarded = new Services(state, "mlflow", settings)) {
            guarded.up();
            post(guarded, "registered-models/create", "{\"name\":\"m\"}");
            post(
                    guarded,
                    "model-versions/create",
                    "{\"name\":\"m\",\"source\":\"mlflow-artifacts:/0/r/artifacts/model\"}");
            Path folder = Files.createDirectories(guarded.folder().resolve("artifacts/0/r/artifacts/model"));
            Files.copy(IRIS, folder.resolve("only.onnx"));
            String uri = "mlflow:models/m/1";

            assertFails(
                    () -> fetch(guarded.url(), uri), CommonReason.AccessDenied.name(), "set model.registry.secretRef");
            Files.writeString(secret.resolve("username"), "admin");
            Files.writeString(secret.resolve("password"), "topsecret");
            assertFails(() -> fetchWithSecret(guarded.url(), uri), CommonReason.AccessDenied.name(), "not accepted");
            Files.writeString(secret.resolve("password"), "password1234");

            assertThat(fetchWithSecret(guarded.url(), uri).bytes()).isEqualTo(Files.size(IRIS));
        }
    }

    private static void post(Services server, String call, String body) throws IOException, InterruptedException {
        String basic =
                java.util.Base64.getEncoder().encodeToString(AUTH.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/2.0/mlflow/" + call))
                            .header("Authorization", "Basic " + basic)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|<html>welcome</html>|RegistryUnreachable|something that is no JSON",
                "200|{}|RegistryUnreachable|answered without artifact_uri",
                "200|[1,2]|RegistryUnreachable|answered without artifact_uri",
                "404|<html>no</html>|RegistryUnreachable|is no MLflow server",
                "500|{}|RegistryUnreachable|answered 500",
                "401|{}|AccessDenied|it needs credentials",
                "403|{}|AccessDenied|it needs credentials",
                "200|{\"model_version\":{\"status\":\"FAILED_REGISTRATION\"}}|ArtifactUnavailable|FAILED_REGISTRATION",
                "200|{\"artifact_uri\":\"dbfs:/x\"}|UnsupportedModelFormat|dbfs:/x",
            })
    void anAnswerThatIsNoneHasItsReason(int status, String body, String reason, String message) throws Exception {
        try (BrokenLine line = new BrokenLine("http://127.0.0.1:1")) {
            line.answer(status, "", body).answer(status, "", body);

            assertFails(() -> fetch(line.url(), "mlflow:models/m/1"), reason, message);
        }
    }

    @Test
    void aRegistryThatIsNotThereIsUnreachable() {
        assertFails(
                () -> fetch("http://127.0.0.1:1", "mlflow:models/m/1"),
                CommonReason.RegistryUnreachable.name(),
                "refused");
        assertFails(
                () -> fetch("http://no.such.host.invalid", "mlflow:models/m/1"),
                CommonReason.RegistryUnreachable.name(),
                "no.such.host");
    }

    private Artifact fetch(int version, String uri) throws FailureException {
        return fetch((version == 2 ? mlflow2 : mlflow3).url(), uri);
    }

    private Artifact fetch(String registry, String uri) throws FailureException {
        return fetch(uri, new Registry(registry, "", Optional.empty()));
    }

    private Artifact fetchWithSecret(String registry, String uri) throws FailureException {
        return fetch(uri, new Registry(registry, "s", Optional.of(secret.toString())));
    }

    private Artifact fetch(String uri, Registry registry) throws FailureException {
        Model model = new Model(
                uri, Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.of(registry), Signature.NONE);
        return new ModelFetcher(directory, SHORT).fetch(model);
    }

    private static void assertFails(ThrowingCallable call, String reason, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().message()).contains(message).doesNotContain("topsecret");
            assertThat(e.failure().reason().name()).isEqualTo(reason);
        });
    }
}

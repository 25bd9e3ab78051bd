package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.common.Condition;
import dev.slipway.operator.status.ConditionType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateToReadyTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/iris.onnx'}";

    @ParameterizedTest
    @ValueSource(strings = {"", ", scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 4}"})
    void aModelComesUpWithAtMostTwelveCalls(String scaling) {
        operator();
        create("iris", MODEL + scaling);
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/Pending"));
        var kubelet = kubelet("iris");
        var pods = Stream.generate(kubelet::appear)
                .limit(scaling.isEmpty() ? 1 : 2)
                .toList();
        kubelet.deploymentIsSeen();
        pods.forEach(kubelet::fetches);
        eventually(
                () -> assertThat(condition("iris", ConditionType.ARTIFACT_READY).reason())
                        .isEqualTo("Fetching"));
        pods.forEach(kubelet::loads);
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/ModelLoading"));
        pods.forEach(kubelet::ready);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
        eventually(() -> assertThat(events("RolledOut")).hasSize(1));

        assertThat(operator().calls.all()).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void theFirstStatusHasEveryConditionAndNothingElseIsTrue() {
        operator();
        var model = create("iris", MODEL);
        eventually(() -> assertThat(status("iris").conditions()).isNotEmpty());

        var conditions = status("iris").conditions();
        assertThat(conditions.stream().map(Condition::type))
                .containsExactlyInAnyOrder(
                        "Ready",
                        "Accepted",
                        "ArtifactReady",
                        "CapacityReady",
                        "Available",
                        "RolledOut",
                        "ScalingActive",
                        "Reconciling",
                        "Stalled",
                        "Paused");
        assertThat(conditions)
                .allMatch(c -> c.observedGeneration().equals(model.getMetadata().getGeneration()));
        assertThat(conditions.stream()
                        .filter(c -> List.of("Ready", "Reconciling", "Stalled", "Paused")
                                .contains(c.type()))
                        .filter(c -> c.status().equals("True"))
                        .map(Condition::type))
                .containsExactly("Reconciling");
    }

    @Test
    void whatThePodFetchedIsInTheStatus() {
        serving("iris", MODEL, 1);

        var status = status("iris");
        var found = Objects.requireNonNull(status.model());
        assertThat(found.digest()).startsWith("sha256:6a09e667");
        assertThat(found.inputs())
                .singleElement()
                .satisfies(i -> assertThat(i.shape()).hasToString("[-1, 4]"));
        assertThat(status.url()).isEqualTo("http://iris.%s.svc".formatted(namespace));
        assertThat(Objects.requireNonNull(status.replicas()).summary()).isEqualTo("1/1");
        assertThat(status.revisions())
                .singleElement()
                .satisfies(r -> assertThat(r.result()).hasToString("Served"));
    }

    @Test
    void aFailureOfThePodIsTheReasonAndItsCureMakesItReady() {
        operator();
        create("iris", MODEL);
        eventually(() -> assertThat(status("iris").conditions()).isNotEmpty());
        var kubelet = kubelet("iris");
        var pod = kubelet.appear();
        kubelet.failsToFetch(
                pod,
                "{\"reason\":\"ArtifactNotFound\",\"message\":\"404 from https://models.example.com/iris.onnx.\"}");
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/ArtifactNotFound"));
        assertThat(condition("iris", ConditionType.STALLED).status()).isEqualTo("True");
        eventually(() -> assertThat(events("ArtifactNotFound")).hasSize(1));

        kubelet.ready(pod);

        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
    }

    @Test
    void kubectlWaitsAndListsAndExplains() throws Exception {
        serving("iris", MODEL, 1);

        assertThat(kubectl("wait", "--for=condition=Ready", "md/iris", "--timeout=30s"))
                .contains("modeldeployment.slipway.dev/iris condition met");
        assertThat(kubectl("get", "md"))
                .containsPattern("(?m)^NAME +READY +REASON +REPLICAS +REVISION +GPU +AGE *$")
                .containsPattern("iris +True +RolledOut +1/1 +" + status("iris").activeRevision());
        assertThat(kubectl("get", "md", "-o", "wide")).contains("Every replica runs the present revision.");
        assertThat(kubectl("get", "slipway")).contains("iris");
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        var kubeconfig = Files.createTempFile("kubeconfig", ".yaml");
        try {
            Files.writeString(kubeconfig, ApiServer.get().kubeconfig());
            var command = Stream.concat(
                            Stream.of(
                                    ApiServer.kubectl().toString(),
                                    "--kubeconfig=" + kubeconfig,
                                    "--namespace=" + namespace),
                            Stream.of(arguments))
                    .toList();
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        } finally {
            Files.delete(kubeconfig);
        }
    }
}

package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SilenceTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/iris.onnx'}";
    private static final String EVERYTHING =
            MODEL + ", scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 4}, networkPolicy: {enabled: true}";

    @Test
    void aReconcileWithoutWorkMakesNoCall() {
        serving("iris", EVERYTHING, 2);
        settle();
        operator().calls.forget();
        var before = operator().reconciles();

        client.services()
                .inNamespace(namespace)
                .withName("iris")
                .edit(s -> s.edit()
                        .editMetadata()
                        .addToAnnotations(Map.of("example.com/note", "irrelevant"))
                        .endMetadata()
                        .build());
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("iris")
                .editStatus(d -> d.edit()
                        .editStatus()
                        .withReadyReplicas(0)
                        .withCollisionCount(1)
                        .endStatus()
                        .build());

        eventually(() -> assertThat(operator().reconciles()).isGreaterThanOrEqualTo(before + 1));
        settle();
        assertThat(operator().calls.all()).isEmpty();
    }

    @Test
    void aMinuteOfQuietMakesNoCall() throws InterruptedException {
        serving("iris", EVERYTHING, 2);
        settle();
        operator().calls.forget();

        Thread.sleep(60_000);

        assertThat(operator().calls.all()).isEmpty();
    }

    @Test
    void anotherOperatorThatStartsWithEverythingInPlaceWritesNothing() {
        serving("iris", EVERYTHING, 2);
        settle();
        try (var next = new RunningOperator(namespace)) {
            eventually(() -> assertThat(next.reconciles()).isPositive());
            assertThat(next.calls.all()).isEmpty();
        }
    }
}

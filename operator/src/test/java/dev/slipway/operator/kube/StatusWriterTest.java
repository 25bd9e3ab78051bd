package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.operator.model.CanonicalJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusWriterTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/iris.onnx'}";

    private final StatusWriter writer = new StatusWriter(client);
    private final ModelDeployment read = create("iris", MODEL);

    private static ModelDeploymentStatus saying(String revision) {
        return CanonicalJson.read("{\"activeRevision\":\"%s\"}".formatted(revision), ModelDeploymentStatus.class);
    }

    private @Nullable String revision() {
        return status("iris").activeRevision();
    }

    @Test
    void anOperatorThatIsGoneWritesNothingOverWhatItsSuccessorHasWritten() {
        var late = new StatusWriter(client);
        assertThat(writer.write(read, saying("two"))).isTrue();

        assertThat(late.write(read, saying("one"))).isFalse();

        assertThat(revision()).isEqualTo("two");
    }

    @Test
    void theNextReconcileStartsFromWhatWasWrittenBeforeItsInformerHasSeenIt() {
        writer.write(read, saying("one"));
        writer.refresh(read);
        assertThat(read.getStatus()).isEqualTo(saying("one"));

        assertThat(writer.write(read, saying("two"))).isTrue();

        assertThat(revision()).isEqualTo("two");
    }

    @Test
    void whatIsMadeFromAnOlderSpecIsNotWritten() {
        patch("iris", "{spec: {scaling: {minReplicas: 2}}}");

        assertThat(writer.write(read, saying("one"))).isFalse();
    }

    @Test
    void anObjectOfTheSameNameIsNotTheOneThatWasRead() {
        model("iris").delete();
        create("iris", MODEL);

        assertThat(writer.write(read, saying("one"))).isFalse();

        assertThat(model("iris").require().getStatus()).isNull();
    }

    @Test
    void theFinalizerThatWasSetBeforeIsNoForeignWrite() {
        new Finalizers(client).set(read, "slipway.dev/test", true);

        assertThat(writer.write(read, saying("one"))).isTrue();

        new Finalizers(client).set(model("iris").require(), "slipway.dev/test", false);
        assertThat(revision()).isEqualTo("one");
    }
}

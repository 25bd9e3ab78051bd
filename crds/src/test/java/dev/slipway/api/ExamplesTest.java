package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the documentation: accepted, and the same after a way through the Java types. */
class ExamplesTest {
    static Stream<Arguments> examples() {
        return CrdManifests.KINDS.stream()
                .flatMap(type -> Stream.of("minimal", "full").map(name -> Arguments.of(type, name)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isAccepted(Class<? extends CustomResource<?, ?>> type, String name) {
        assertThatCode(() -> dryRun(Examples.example(type.getSimpleName(), name)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isReadAndWrittenWithoutLoss(Class<? extends CustomResource<?, ?>> type, String name) throws Exception {
        var example = Examples.example(type.getSimpleName(), name);

        var read = Serialization.unmarshal(example.toString(), type);
        var written = Examples.JSON.readTree(Serialization.asJson(read));

        assertThat(Loss.between("spec", example.path("spec"), written.path("spec")))
                .isEmpty();
        assertThat(Serialization.unmarshal(written.toString(), type).getSpec()).isEqualTo(read.getSpec());
    }

    /** What Java fills in are defaults that the rules accept. */
    @ParameterizedTest
    @MethodSource("examples")
    void whatJavaWritesIsAccepted(Class<? extends CustomResource<?, ?>> type, String name) throws Exception {
        var read = Serialization.unmarshal(
                Examples.example(type.getSimpleName(), name).toString(), type);
        var written = (ObjectNode) Examples.JSON.readTree(Serialization.asJson(read));

        assertThatCode(() -> dryRun(written)).doesNotThrowAnyException();
    }

    /** The defaults of the CRD and those of the compact constructors are the same. */
    @ParameterizedTest
    @MethodSource("examples")
    void theServersDefaultsAreJavas(Class<? extends CustomResource<?, ?>> type, String name) {
        var example = Examples.example(type.getSimpleName(), name);
        var read = Serialization.unmarshal(example.toString(), type);

        var defaulted = ApiServer.client()
                .resource(Examples.resource(example))
                .dryRun(true)
                .create();

        var readBack = Serialization.unmarshal(Serialization.asJson(defaulted), type);
        assertThat(readBack.getSpec()).isEqualTo(read.getSpec());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anUnknownFieldIsRefusedByName(Class<? extends CustomResource<?, ?>> type, String name) {
        var mistyped = Examples.example(type.getSimpleName(), name);
        ((ObjectNode) mistyped.path("spec")).put("puased", true);

        assertThatThrownBy(() -> dryRun(mistyped)).hasMessageContaining("unknown field \"spec.puased\"");
    }

    private static void dryRun(JsonNode object) {
        ApiServer.client()
                .resource(Examples.resource(object))
                .dryRun(true)
                .fieldValidation(Validation.STRICT)
                .create();
    }
}

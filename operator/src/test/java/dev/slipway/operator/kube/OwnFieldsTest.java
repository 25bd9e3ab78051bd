package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In each case we have applied {a: 1, list: [x], m: {k: v}, ports: [{port: 80, name: http}]} and want it still. */
class OwnFieldsTest {
    private static final String OWNED =
            "{'f:spec': {'f:a': {}, 'f:list': {}, 'f:m': {'f:k': {}}, 'f:ports': {'k:{\"port\":80}': {'.': {}, 'f:port': {}, 'f:name': {}}}}}";
    private static final String WANTED = "{a: 1, list: [x], m: {k: v}, ports: [{port: 80, name: http}]}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "none", textBlock = """
            nothing is different             | {a: 1, list: [x], m: {k: v}, ports: [{port: 80, name: http}]}                | none
            a number is written otherwise    | {a: 1.0, list: [x], m: {k: v}, ports: [{port: 80, name: http}]}              | none
            others add fields, keys, items   | {a: 1, b: 2, list: [x], m: {k: v, l: w}, ports: [{port: 9, name: z}, {port: 80, name: http, extra: 1}]} | none
            a value is different             | {a: 2, list: [x], m: {k: v}, ports: [{port: 80, name: http}]}                | .spec.a
            an atomic list is longer         | {a: 1, list: [x, y], m: {k: v}, ports: [{port: 80, name: http}]}             | .spec.list
            a key of a map is different      | {a: 1, list: [x], m: {k: w}, ports: [{port: 80, name: http}]}                | .spec.m.k
            a field of an item is different  | {a: 1, list: [x], m: {k: v}, ports: [{port: 80, name: x}]}                   | .spec.ports[80].name
            """)
    void valuesOfOurFields(String sentence, String spec, String path) {
        assertThat(difference(spec, OWNED, WANTED)).isEqualTo(path);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "none", textBlock = """
            a field is wanted no more         | {list: [x], m: {k: v}, ports: [{port: 80, name: http}]}                    | .spec.a
            an item is wanted no more         | {a: 1, list: [x], m: {k: v}, ports: []}                                    | .spec.ports[80]
            a field is wanted for the first time | {a: 1, b: 1, list: [x], m: {k: v}, ports: [{port: 80, name: http}]}     | .spec.b
            an item is wanted for the first time | {a: 1, list: [x], m: {k: v}, ports: [{port: 80, name: http}, {port: 81}]} | .spec.ports[81]
            a list is wanted otherwise        | {a: 1, list: [y], m: {k: v}, ports: [{port: 80, name: http}]}              | .spec.list
            """)
    void fieldsThatWeWantNowOrNoMore(String sentence, String wanted, String path) {
        assertThat(difference(WANTED, OWNED, wanted)).isEqualTo(path);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            somebody took a field by force    | {'f:spec': {'f:list': {}, 'f:m': {'f:k': {}}}} | .spec.a
            nothing is recorded of us         | {}                                            | .spec
            """)
    void fieldsThatWereTakenFromUs(String sentence, String owned, String path) {
        assertThat(difference(WANTED, owned, WANTED)).isEqualTo(path);
    }

    @org.junit.jupiter.api.Test
    void replicasThatWeWantNoMoreStayUntilSomethingElseChanges() {
        assertThat(difference("{replicas: 3}", "{'f:spec': {'f:replicas': {}}}", "{}"))
                .isNull();
    }

    private static @org.jspecify.annotations.Nullable String difference(String actual, String owned, String wanted) {
        var have = object(actual, "managedFields: [{manager: slipway, operation: Apply, fieldsV1: " + owned + "}]");
        return OwnFields.difference(have, object(wanted, ""), "slipway").orElse(null);
    }

    private static GenericKubernetesResource object(String spec, String metadata) {
        return Yaml.object(
                "{kind: Thing, apiVersion: v1, metadata: {name: x, %s}, spec: %s}".formatted(metadata, spec));
    }
}

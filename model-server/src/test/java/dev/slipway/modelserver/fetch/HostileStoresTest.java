package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.Mutations;
import dev.slipway.workload.json.JsonDocument;
import dev.slipway.workload.failure.FailureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;

/** What stores and registries answer is read, or refused in the way that the caller expects. */
final class HostileStoresTest {
    private static final byte[] XML = utf8("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3\">"
            + "<Contents><Key>a/model.onnx</Key><Size>12</Size></Contents><Contents><Key>a/b&amp;c</Key></Contents>"
            + "<NextContinuationToken>t</NextContinuationToken></ListBucketResult>");
    private static final byte[] JSON = utf8("{\"model_version\":{\"name\":\"m\",\"version\":\"3\",\"status\":\"READY\","
            + "\"tags\":[{\"key\":\"a\",\"value\":null}],\"time\":1.5e300,\"n\":-9223372036854775808}}");
    private static final byte[] YAML = utf8("artifact_path: model\nflavors:\n  onnx:\n    data: model.onnx\n"
            + "    providers:\n    - CPU\n  python_function:\n    env:\n      conda: conda.yaml\nrun_id: 1\n");

    @Test
    void a_damaged_listing_of_s3_is_read_or_refused() {
        Mutations mutations = new Mutations(11);
        for (int i = 0; i < Mutations.ROUNDS; i++) {
            byte[] damaged = mutations.of(XML);
            try {
                assertThat(S3Xml.texts(new ByteArrayInputStream(damaged), "Key").size())
                        .isLessThan(damaged.length);
            } catch (XMLStreamException e) {
                assertThat(e).hasMessageNotContaining("Exception");
            }
        }
    }

    @Test
    void entities_of_a_listing_are_neither_resolved_nor_multiplied() {
        String bomb = "<!DOCTYPE k [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                + "<!ENTITY f SYSTEM \"file:///etc/hostname\">]><r><Key>&b;&f;</Key></r>";

        assertThatThrownBy(() -> S3Xml.texts(new ByteArrayInputStream(utf8(bomb)), "Key"))
                .isInstanceOf(XMLStreamException.class);
    }

    @Test
    void a_damaged_answer_of_a_registry_is_read_or_refused() {
        Mutations mutations = new Mutations(12);
        for (int i = 0; i < Mutations.ROUNDS; i++) {
            try {
                assertThat(JsonDocument.read(mutations.of(JSON))).isNotNull();
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("Exception");
            }
        }
        assertThatThrownBy(() -> JsonDocument.read(utf8("[".repeat(100_000)))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JsonDocument.read(utf8("1".repeat(100_000)))).isInstanceOf(IOException.class);
    }

    @Test
    void a_damaged_mlmodel_names_a_file_beside_it_or_is_refused() {
        Mutations mutations = new Mutations(13);
        for (int i = 0; i < Mutations.ROUNDS; i++) {
            try {
                assertThat(MlModel.parse(mutations.of(YAML), "it").file())
                        .doesNotStartWith("/")
                        .doesNotContain("..");
            } catch (FailureException e) {
                assertThat(e.failure().message()).startsWith("it ");
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.modelserver.Mutations;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.S3Endpoint;
import dev.slipway.workload.objectstore.S3Location;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What registries answer is read, or refused in the way that the caller expects. */
final class HostileStoresTest {
    private static final byte[] JSON = utf8("{\"model_version\":{\"name\":\"m\",\"version\":\"3\",\"status\":\"READY\","
            + "\"tags\":[{\"key\":\"a\",\"value\":null}],\"time\":1.5e300,\"n\":-9223372036854775808}}");
    private static final byte[] YAML = utf8("""
            artifact_path: model
            flavors:
              onnx:
                data: model.onnx
                providers:
                - CPU
              python_function:
                env:
                  conda: conda.yaml
            run_id: 1
            """);

    private static final S3Location PREFIX = new S3Location("b", "m/");
    private static final byte[] LISTING = utf8("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>"
            + "<Contents><Key>m/a%20b</Key><Size>12</Size><ETag>&quot;1&quot;</ETag></Contents>"
            + "<Contents><Key>m/c</Key><Size>9223372036854775807</Size><ETag>x</ETag></Contents></ListBucketResult>");

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

    @Test
    void a_damaged_list_of_objects_is_read_or_refused() throws IOException {
        Mutations mutations = new Mutations(14);
        try (AnyAnswer answer = new AnyAnswer(() -> mutations.of(LISTING));
                ObjectStore store = answer.store()) {
            for (int i = 0; i < Mutations.ROUNDS; i++) {
                try {
                    assertThat(store.list(PREFIX, 10))
                            .allSatisfy(o -> assertThat(o.where().key()).startsWith("m/"))
                            .allSatisfy(o -> assertThat(o.bytes()).isNotNegative());
                } catch (FailureException e) {
                    assertThat(e.failure().message()).startsWith("s3://b/m/").doesNotContain("Exception");
                }
            }
        }
    }

    @Test
    void a_list_of_objects_resolves_no_entity_and_ends() throws IOException {
        String bomb =
                "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l><Contents><Key>m/&a;</Key></Contents></l>";
        String endless = "<l><NextContinuationToken>again</NextContinuationToken></l>";
        for (String xml : List.of(bomb, endless, "<l>".repeat(100_000), "")) {
            try (AnyAnswer answer = new AnyAnswer(() -> utf8(xml));
                    ObjectStore store = answer.store()) {
                assertThatThrownBy(() -> store.list(PREFIX, 10))
                        .isInstanceOf(FailureException.class)
                        .hasMessageContaining("check the endpoint");
            }
        }
    }

    /** A server that answers everything with 200 and these bytes. */
    private record AnyAnswer(HttpServer server) implements AutoCloseable {
        AnyAnswer(Supplier<byte[]> bytes) throws IOException {
            this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            server.createContext("/", exchange -> {
                byte[] body = bytes.get();
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        ObjectStore store() {
            URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            return new ObjectStore(
                    () -> new S3Endpoint(base, false, Optional.empty()), "secretName", HttpTimeouts.DEFAULT);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

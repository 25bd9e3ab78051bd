package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A graph names the files that the server reads: none of them may lie outside of the model's folder. */
class ExternalDataPlacesTest {
    private static final Path GOOD = Path.of("src/test/resources/models/external");

    @TempDir
    Path root;

    private Path volume;
    private Path pod;

    @BeforeEach
    void folders() throws IOException {
        volume = Files.createDirectory(root.resolve("volume"));
        pod = Files.createDirectory(root.resolve("pod"));
    }

    static List<String> outside() {
        return List.of(
                "../../etc/passwd",
                "/etc/passwd",
                "a/../../../etc/passwd",
                "..",
                "./weights.bin",
                "C:\\weights.bin",
                "a\tb",
                "/" + "x".repeat(300));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void a_place_outside_of_the_folder_is_refused_by_hand_and_from_a_volume(String location) throws Exception {
        Path model = Files.write(volume.resolve("m.onnx"), model(location));

        assertRefused(() -> OnnxModel.load(model, Threads.DEFAULT), "no plain path within the model's folder");
        assertRefused(() -> fetch(model.toUri().toString()), "no plain path within the model's folder");
        assertRefused(() -> fetch(volume.toUri().toString()), "no plain path within the model's folder");
        assertThat(pod).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd"})
    void a_place_outside_of_the_folder_is_refused_from_a_web_server(String location) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] model = model(location);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, model.length);
            exchange.getResponseBody().write(model);
            exchange.close();
        });
        server.start();
        try {
            String uri = "http://127.0.0.1:" + server.getAddress().getPort() + "/models/m.onnx";
            assertRefused(() -> fetch(uri), "'" + location + "', which is no plain path");
            assertThat(pod).isEmptyDirectory();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_link_out_of_the_folder_is_refused_by_hand_and_from_a_volume() throws Exception {
        Path model = Files.copy(GOOD.resolve("model.onnx"), volume.resolve("model.onnx"));
        Path elsewhere = Files.copy(GOOD.resolve("weights.bin"), root.resolve("weights.bin"));
        Files.createSymbolicLink(volume.resolve("weights.bin"), elsewhere);

        assertRefused(() -> OnnxModel.load(model, Threads.DEFAULT), "'weights.bin', which is a link out of");
        assertRefused(() -> fetch(model.toUri().toString()), "'weights.bin', which is a link out of");
        assertRefused(() -> fetch(volume.toUri().toString()), "'weights.bin', which is a link out of");
        assertThat(pod).isEmptyDirectory();
    }

    @Test
    void a_mounted_config_map_whose_files_are_links_within_it_is_served() throws Exception {
        Path data = Files.createDirectory(volume.resolve("..2026"));
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..2026"));
        for (String name : List.of("model.onnx", "weights.bin")) {
            Files.copy(GOOD.resolve(name), data.resolve(name));
            Files.createSymbolicLink(volume.resolve(name), Path.of("..data", name));
        }

        Artifact fetched = fetch(volume.toUri().toString());
        try (OnnxModel loaded = OnnxModel.load(fetched.file(), Threads.DEFAULT)) {
            assertThat(loaded.signature().inputs()).hasSize(1);
        }
    }

    @Test
    void a_place_in_a_subgraph_or_a_function_is_seen_too() throws Exception {
        byte[] tensor = field(5, tensor("/etc/shadow"));
        byte[] nested = field(7, field(1, field(5, field(6, field(1, field(5, tensor))))));
        byte[] function = field(25, field(7, field(5, tensor)));
        byte[] sparse = field(7, field(15, field(1, tensor("/etc/shadow"))));

        for (byte[] hidden : List.of(nested, function, sparse)) {
            Path model = Files.write(volume.resolve("m.onnx"), concat(Files.readAllBytes(iris()), hidden));
            assertRefused(() -> OnnxModel.load(model, Threads.DEFAULT), "'/etc/shadow'");
        }
    }

    private static Path iris() {
        return Path.of("src/test/resources/models/iris.onnx");
    }

    /** A model that runs, with one more initializer whose data lie there. */
    private static byte[] model(String location) throws IOException {
        return concat(Files.readAllBytes(iris()), field(7, field(5, tensor(location))));
    }

    private static byte[] tensor(String location) {
        byte[] key = field(1, "location".getBytes(StandardCharsets.UTF_8));
        byte[] value = field(2, location.getBytes(StandardCharsets.UTF_8));
        return field(13, concat(key, value));
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, (number << 3) | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            out.write((rest & 0x7f) | 0x80);
        }
        out.write(rest);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private Artifact fetch(String uri) throws FailureException {
        Model model = new Model(
                uri, Optional.empty(), Optional.empty(), "", Optional.empty(), Optional.empty(), Signature.NONE);
        return new ModelFetcher(pod, HttpTimeouts.DEFAULT).fetch(model);
    }

    private static void assertRefused(ThrowingCallable action, String message) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(Reason.ModelLoadFailed))
                .hasMessageContaining(message);
    }
}

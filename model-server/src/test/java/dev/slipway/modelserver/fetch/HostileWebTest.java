package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web servers that hand out less than the file, or another one in the middle; starts that were killed; odd credentials. */
class HostileWebTest {
    private static final byte[] OLD = bytes(1);
    private static final byte[] NEW = bytes(2);

    @TempDir
    Path directory;

    @TempDir
    Path secret;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_part_that_ends_before_the_file_does_is_not_taken_for_the_whole() throws Exception {
        serve(exchange -> {
            int from = from(exchange);
            if (from == 0) {
                cut(exchange, OLD, "\"1\"");
                return;
            }
            int end = Math.min(OLD.length, from + 70_000);
            part(exchange, OLD, from, end, "\"1\"");
        });

        assertThat(fetch(Optional.empty()).digest()).isEqualTo(Digest.of(OLD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"%d\"", "Mon, 0%d Jan 2024 00:00:00 GMT"})
    void the_rest_of_another_file_is_not_put_behind_the_first_half(String validator) throws Exception {
        boolean[] changed = {false};
        serve(exchange -> {
            int from = from(exchange);
            byte[] now = changed[0] ? NEW : OLD;
            String tag = validator.formatted(changed[0] ? 2 : 1);
            if (from > 0) {
                // If-Range is not obeyed.
                part(exchange, now, from, now.length, tag);
            } else if (changed[0]) {
                validate(exchange, tag);
                exchange.sendResponseHeaders(200, now.length);
                exchange.getResponseBody().write(now);
                exchange.close();
            } else {
                changed[0] = true;
                cut(exchange, now, tag);
            }
        });

        assertThat(fetch(Optional.empty()).digest()).isEqualTo(Digest.of(NEW));
    }

    @Test
    void a_start_that_was_killed_before_the_data_came_is_made_good() throws Exception {
        Path good = Path.of("src/test/resources/models/external").toAbsolutePath();
        Files.copy(good.resolve("model.onnx"), directory.resolve("model.onnx"));

        Artifact artifact = fetch(good.resolve("model.onnx").toUri().toString(), Optional.empty(), Optional.empty());

        assertThat(artifact.file().resolveSibling("weights.bin")).hasSameBinaryContentAs(good.resolve("weights.bin"));
    }

    @Test
    void half_a_copy_out_of_the_cache_is_fetched_again() throws Exception {
        Path good = Path.of("src/test/resources/models/iris.onnx").toAbsolutePath();
        byte[] whole = Files.readAllBytes(good);
        Files.write(directory.resolve("model.onnx"), Arrays.copyOf(whole, whole.length / 2));

        Artifact artifact = fetch(good.toUri().toString(), Optional.of(Digest.of(whole)), Optional.empty());

        assertThat(artifact.digest()).isEqualTo(Digest.of(whole));
    }

    @Test
    void half_a_model_is_said_to_end_in_the_middle() throws Exception {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/models/iris.onnx"));
        serve(exchange -> {
            exchange.sendResponseHeaders(200, whole.length / 2);
            exchange.getResponseBody().write(whole, 0, whole.length / 2);
        });

        assertThatThrownBy(() -> fetch(Optional.empty()))
                .hasMessage("The model file ends in the middle of a field; upload it again, whole.");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ufefftopsecret", "topsecret\u2019"})
    void a_token_that_no_header_can_carry_is_refused_without_being_shown(String token) throws Exception {
        serve(exchange -> exchange.sendResponseHeaders(200, -1));
        Files.writeString(secret.resolve("token"), token);

        assertThatThrownBy(() -> fetch(url(), Optional.empty(), Optional.of(secret.toString())))
                .hasMessageNotContaining("topsecret")
                .hasNoCause()
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(CommonReason.InvalidSecret));
    }

    private void serve(HttpHandler handler) {
        server.createContext("/m.onnx", exchange -> {
            try {
                handler.handle(exchange);
            } finally {
                exchange.close();
            }
        });
    }

    private static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }

    /** The first half of a body, then nothing. */
    private static void cut(HttpExchange exchange, byte[] file, String validator) throws IOException {
        validate(exchange, validator);
        exchange.sendResponseHeaders(200, file.length);
        exchange.getResponseBody().write(file, 0, file.length / 2);
        exchange.getResponseBody().flush();
        throw new IOException("cut");
    }

    private static void part(HttpExchange exchange, byte[] file, int from, int end, String validator)
            throws IOException {
        validate(exchange, validator);
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + file.length);
        exchange.sendResponseHeaders(206, end - from);
        exchange.getResponseBody().write(file, from, end - from);
    }

    private static void validate(HttpExchange exchange, String validator) {
        exchange.getResponseHeaders().set(validator.startsWith("\"") ? "ETag" : "Last-Modified", validator);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/m.onnx";
    }

    private Artifact fetch(Optional<String> digest) throws FailureException {
        return fetch(url(), digest, Optional.empty());
    }

    private Artifact fetch(String uri, Optional<String> digest, Optional<String> credentials) throws FailureException {
        Model model = new Model(uri, Optional.empty(), digest, "s", credentials, Optional.empty(), Signature.NONE);
        return new ModelFetcher(directory, new HttpTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2))).fetch(model);
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[300_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}

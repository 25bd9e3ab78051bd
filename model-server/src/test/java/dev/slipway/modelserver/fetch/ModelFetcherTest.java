package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFetcherTest {
    private static final byte[] MODEL = bytes(300_000);
    private static final HttpTimeouts SHORT = new HttpTimeouts(Duration.ofSeconds(2), Duration.ofMillis(700));

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private HttpServer server;
    private final List<String> authorizations = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aWholeFileArrivesWithItsDigest() throws Exception {
        serve("/m.onnx", exchange -> send(exchange, 200, MODEL));

        Artifact artifact = fetch(url("/m.onnx"));

        assertThat(Files.readAllBytes(artifact.file())).isEqualTo(MODEL);
        assertThat(artifact.digest()).isEqualTo(Digest.of(MODEL));
        assertThat(artifact.bytes()).isEqualTo(MODEL.length);
        assertThat(directory.resolve("model.onnx.part")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "404,ArtifactNotFound",
        "410,ArtifactNotFound",
        "401,AccessDenied",
        "403,AccessDenied",
        "500,ArtifactUnavailable",
        "503,ArtifactUnavailable",
        "204,ArtifactUnavailable"
    })
    void aStatusHasItsReason(int status, String reason) {
        serve("/m.onnx", exchange -> send(exchange, status, new byte[0]));

        assertFails(() -> fetch(url("/m.onnx?sig=topsecret")), reason, String.valueOf(status));
    }

    @Test
    void aCutDownloadIsResumedWhereItEnded() throws Exception {
        List<String> ranges = new ArrayList<>();
        serve("/m.onnx", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(String.valueOf(range));
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            if (range != null) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (MODEL.length - 1) + "/" + MODEL.length);
            }
            int end = Math.min(MODEL.length, from + 100_000);
            exchange.sendResponseHeaders(range == null ? 200 : 206, MODEL.length - from);
            exchange.getResponseBody().write(MODEL, from, end - from);
            exchange.getResponseBody().flush();
            if (end < MODEL.length) {
                throw new IOException("cut");
            }
            exchange.close();
        });

        Artifact artifact = fetch(url("/m.onnx"));

        assertThat(artifact.digest()).isEqualTo(Digest.of(MODEL));
        assertThat(ranges).hasSizeGreaterThan(1).first().isEqualTo("null");
    }

    @Test
    void aServerThatIgnoresRangeIsReadFromTheStart() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        serve("/m.onnx", exchange -> {
            exchange.sendResponseHeaders(200, MODEL.length);
            boolean first = calls.getAndIncrement() == 0;
            exchange.getResponseBody().write(MODEL, 0, first ? 100_000 : MODEL.length);
            exchange.getResponseBody().flush();
            if (first) {
                throw new IOException("cut");
            }
            exchange.close();
        });

        assertThat(fetch(url("/m.onnx")).digest()).isEqualTo(Digest.of(MODEL));
        assertThat(calls).hasValue(2);
    }

    @Test
    void aServerThatAlwaysCutsAtTheSamePlaceIsUnavailable() {
        serve("/m.onnx", exchange -> {
            exchange.sendResponseHeaders(200, MODEL.length);
            exchange.getResponseBody().write(MODEL, 0, 1000);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });

        assertFails(() -> fetch(url("/m.onnx")), CommonReason.ArtifactUnavailable.name(), "cut the download off");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5000})
    void aServerThatFallsSilentIsUnavailable(int sent) {
        serve("/m.onnx", exchange -> {
            if (sent > 0) {
                exchange.sendResponseHeaders(200, MODEL.length);
                exchange.getResponseBody().write(MODEL, 0, sent);
                exchange.getResponseBody().flush();
            }
            sleep();
        });

        assertFails(() -> fetch(url("/m.onnx")), CommonReason.ArtifactUnavailable.name(), "");
    }

    @Test
    void aPortWithoutAListenerIsUnavailable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertFails(
                () -> fetch("http://127.0.0.1:" + port + "/m.onnx"),
                CommonReason.ArtifactUnavailable.name(),
                "refused");
    }

    @Test
    void aHostThatIsNotKnownIsUnavailable() {
        assertFails(
                () -> fetch("http://no.such.host.invalid/m.onnx"), CommonReason.ArtifactUnavailable.name(), "resolved");
    }

    @Test
    void credentialsGoToTheirHostAndNotWhereItRedirects() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> seenByOther = new ArrayList<>();
        other.createContext("/", exchange -> {
            seenByOther.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            send(exchange, 200, MODEL);
        });
        other.start();
        try {
            serve("/m.onnx", exchange -> {
                String target = "http://127.0.0.1:" + other.getAddress().getPort() + "/x";
                exchange.getResponseHeaders().set("Location", target);
                send(exchange, 302, new byte[0]);
            });
            Files.writeString(elsewhere.resolve("token"), "s3cret\n");

            assertThat(fetchWithSecret(url("/m.onnx")).digest()).isEqualTo(Digest.of(MODEL));
        } finally {
            other.stop(0);
        }
        assertThat(authorizations).containsExactly("Bearer s3cret");
        assertThat(seenByOther).containsExactly("null");
    }

    @Test
    void aPasswordIsSentAsBasic() throws Exception {
        serve("/m.onnx", exchange -> send(exchange, 200, MODEL));
        Files.writeString(elsewhere.resolve("username"), "ann");
        Files.writeString(elsewhere.resolve("password"), "pw");

        fetchWithSecret(url("/m.onnx"));

        assertThat(authorizations).containsExactly("Basic YW5uOnB3");
    }

    @Test
    void aSecretWithOtherKeysIsNamedByItsKeys() throws Exception {
        Files.writeString(elsewhere.resolve("passwd"), "topsecret");

        assertFails(
                () -> fetchWithSecret(url("/m.onnx")), CommonReason.InvalidSecret.name(), "Secret s has keys [passwd]");
    }

    @Test
    void anEmptySecretIsAMissingReference() {
        assertFails(
                () -> fetchWithSecret(url("/m.onnx")),
                CommonReason.ReferenceNotFound.name(),
                "Secret s does not exist");
    }

    @Test
    void aWrongDigestNamesBothAndTheFileIsNotKept() {
        serve("/m.onnx", exchange -> send(exchange, 200, MODEL));
        String wrong = "sha256:" + "0".repeat(64);

        assertFails(
                () -> fetcher().fetch(model(url("/m.onnx"), Optional.of(wrong), Optional.empty())),
                Reason.ChecksumMismatch.name(),
                Digest.of(MODEL));
        assertThat(directory.resolve("model.onnx")).doesNotExist();
    }

    @Test
    void aFileThatIsThereIsVerifiedAndNotFetchedAgain() throws Exception {
        Files.write(directory.resolve("model.onnx"), MODEL);

        Artifact artifact = fetch("http://127.0.0.1:1/never");

        assertThat(artifact.digest()).isEqualTo(Digest.of(MODEL));
    }

    @Test
    void aLocalFileIsLinked() throws Exception {
        Path file = Files.write(elsewhere.resolve("m.onnx"), MODEL);

        Artifact artifact = fetch(file.toUri().toString());

        assertThat(Files.readSymbolicLink(artifact.file())).isEqualTo(file);
        assertThat(artifact.digest()).isEqualTo(Digest.of(MODEL));
    }

    @Test
    void aMissingLocalFileIsNotFound() {
        assertFails(() -> fetch("file:///no/such.onnx"), CommonReason.ArtifactNotFound.name(), "/no/such.onnx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://-/x",
                "http://u:p@host/x",
                "not a uri",
                "ftp://x/y",
                "http://host/a b?sig=topsecret",
                "http://host/x?sig=topsecret{}",
                "http://host:99999/x",
                "http://my_host/x",
                "file:///x%00y"
            })
    void anAddressOfAnotherKindIsAConfigurationError(String uri) {
        assertFails(() -> fetch(uri), CommonReason.InvalidConfig.name(), "model.uri");
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            try {
                handler.handle(exchange);
            } catch (IOException e) {
                exchange.close();
            }
        });
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void sleep() {
        try {
            Thread.sleep(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private ModelFetcher fetcher() {
        return new ModelFetcher(directory, SHORT);
    }

    private Artifact fetch(String uri) throws FailureException {
        return fetcher().fetch(model(uri, Optional.empty(), Optional.empty()));
    }

    private Artifact fetchWithSecret(String uri) throws FailureException {
        return fetcher().fetch(model(uri, Optional.empty(), Optional.of(elsewhere.toString())));
    }

    private static Model model(String uri, Optional<String> digest, Optional<String> credentials) {
        return new Model(uri, Optional.empty(), digest, "s", credentials, Optional.empty(), Signature.NONE);
    }

    private static void assertFails(ThrowingCallable call, String reason, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().reason().name()).isEqualTo(reason);
            assertThat(e.failure().message()).contains(message).doesNotContain("topsecret");
        });
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new java.util.Random(1).nextBytes(bytes);
        return bytes;
    }
}

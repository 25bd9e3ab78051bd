package dev.slipway.driftjob.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.PlayedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receivers that nobody vouches for, and Secrets that cannot be sent. */
class TrustTest {
    private static final String KEY = "changeit";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"cloudEvents, https", "alertmanager, https", "amqp, amqps"})
    void a_receiver_whose_authority_is_another_is_not_told_and_said_so(String sink, String scheme) throws Exception {
        certificate("receiver");
        certificate("stranger");
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.copy(folder.resolve("stranger.crt"), secret.resolve("ca.crt"));
        try (SSLServerSocket listener = receiver()) {
            Thread.ofVirtual().start(() -> greet(listener));
            Ended ended = deliver("\"%s\": {\"url\": \"%s://localhost:%d\", \"secret\": \"%s\"%s}"
                    .formatted(
                            sink,
                            scheme,
                            listener.getLocalPort(),
                            secret,
                            sink.equals("amqp") ? ", \"exchange\": \"drift\"" : ""));
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.get("reason")).isEqualTo("SinkUnavailable");
            assertThat(ended.get("message")).contains("cannot be trusted");
        }
    }

    @Test
    void a_token_that_no_header_can_hold_is_said_without_it() throws Exception {
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("token"), "“topsecret”");
        try (PlayedServer receiver = PlayedServer.json(202, "")) {
            Ended ended =
                    deliver("\"cloudEvents\": {\"url\": \"" + receiver.url() + "\", \"secret\": \"" + secret + "\"}");
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.get("reason")).isEqualTo("InvalidSecret");
            assertThat(ended.output()).doesNotContain("topsecret");
        }
    }

    private Ended deliver(String sink) throws IOException {
        return Program.run(
                "alert",
                folder,
                "{\"alert\": " + AlertsTest.alert("a1", "firing") + ", \"sink\": {" + sink + "}, \"timeout\": \"7s\"}");
    }

    private void certificate(String name) throws Exception {
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
        keytool("-exportcert", "-rfc", "-alias", name, "-file", name + ".crt");
    }

    private void keytool(String command, String... arguments) throws Exception {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder process = new ProcessBuilder(tool.toString(), command).directory(folder.toFile());
        process.command().addAll(List.of("-keystore", "keys.p12", "-storepass", KEY));
        process.command().addAll(List.of(arguments));
        assertThat(process.inheritIO().start().waitFor()).isZero();
    }

    private SSLServerSocket receiver() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(file, KEY.toCharArray());
        }
        keys.deleteEntry("stranger");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, KEY.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("localhost"));
    }

    private static void greet(SSLServerSocket listener) {
        while (!listener.isClosed()) {
            shake(listener);
        }
    }

    private static void shake(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
        } catch (IOException e) {
            // The other side does not trust us, as it should.
            return;
        }
    }
}

package dev.slipway.featureserver.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.featureserver.demo.SampleShop;
import dev.slipway.featureserver.http.FeatureServerFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged jar as a process: {@code java -jar feature-server.jar --dev}. */
@Timeout(120)
class DevModeIT {
    private static final Pattern STORES =
            Pattern.compile("PostgreSQL on port (\\d+) and Redis on port (\\d+), with 1000");

    @Test
    void one_command_answers_a_request_and_takes_its_stores_along_when_it_ends() throws Exception {
        int port = FeatureServerFixture.freePort();
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                System.getProperty("feature.server.jar"),
                "--dev");
        command.environment().put("SLIPWAY_HTTP_PORT", String.valueOf(port));
        command.environment().put("SLIPWAY_GRPC_PORT", "0");
        command.environment().put("SLIPWAY_MANAGEMENT_PORT", "0");
        command.environment().put("SLIPWAY_DRAIN_DELAY", "10ms");
        Process process = command.redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Matcher stores = STORES.matcher(until(out, "PostgreSQL on port"));
            assertThat(stores.find()).isTrue();
            assertThat(until(out, "curl -s localhost:" + port)).contains(SampleShop.REQUEST);
            until(out, "serving on port " + port);

            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/get-online-features"))
                                    .POST(HttpRequest.BodyPublishers.ofString(SampleShop.REQUEST))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body())
                    .contains("{\"values\":[2,3],\"statuses\":[\"PRESENT\",\"PRESENT\"]", "{\"values\":[79.19,158.38]");

            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            for (int group = 1; group <= 2; group++) {
                int gone = Integer.parseInt(stores.group(group));
                assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), gone).close())
                        .isInstanceOf(IOException.class);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String until(BufferedReader out, String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(wanted)) {
                return line;
            }
        }
        throw new AssertionError("The process ended without: " + wanted + "\n" + seen);
    }
}

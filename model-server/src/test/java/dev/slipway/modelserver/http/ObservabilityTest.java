package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.FreePort;
import dev.slipway.modelserver.PythonScript;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.modelserver.telemetry.TelemetrySettings;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is told of single requests, read by those who will read it. */
class ObservabilityTest {
    private static final String INFER = "/v2/models/iris/infer";

    @Test
    void opentelemetry_reads_the_spans_and_prometheus_the_metrics() throws Exception {
        int collector = FreePort.find();
        Map<String, String> environment = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector + "/",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=a+b%20c",
                "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test");
        Telemetry telemetry =
                Telemetry.start(TelemetrySettings.fromEnvironment(environment, "iris"), "iris", "1", lines -> {});
        try (ServerFixture server = ServerFixture.observed("iris", telemetry)) {
            PythonScript.Outcome outcome = PythonScript.run(
                    "telemetry-requirements.txt",
                    "telemetry.py",
                    List.of("http://127.0.0.1:" + server.port, "" + collector));

            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        }
    }

    @Test
    void a_line_of_the_access_log_cannot_be_forged_and_tells_nothing_of_the_body() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Map<String, String> environment = Map.of("SLIPWAY_ACCESS_LOG_SAMPLE", "1");
        Telemetry telemetry =
                Telemetry.start(TelemetrySettings.fromEnvironment(environment, "iris"), "iris", "1", log::writeBytes);
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (ServerFixture server = ServerFixture.observed("iris", telemetry)) {
            server.send(server.request(INFER + "?token=hidden")
                    .header("authorization", "Bearer hidden")
                    .header("traceparent", "00-" + trace + "-b7ad6b7169203331-00")
                    .POST(BodyPublishers.ofString("{\"id\":\"a\\n{\\\"status\\\":\\u001b[31m\\u2028é\","
                            + "\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\","
                            + "\"data\":[4321.5,2,3,4]}]}"))
                    .build());
            server.post("/v1/models/iris:predict", "{\"instances\":[\"hidden\"]}");
            server.get("/health");
        }

        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("hidden", "4321");
        assertThat(text.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
        List<String> lines = text.lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(fields(lines.getFirst()))
                .containsEntry("id", "a\n{\"status\":\u001b[31m\u2028é")
                .containsEntry("trace", trace)
                .containsEntry("protocol", "v2")
                .containsEntry("method", "POST")
                .containsEntry("path", INFER)
                .containsEntry("status", "200")
                .containsEntry("rows", "1")
                .containsKeys("access", "model", "requestBytes", "responseBytes", "latencyMicros", "queueMicros");
        assertThat(fields(lines.getLast()))
                .containsEntry("status", "400")
                .containsEntry("protocol", "v1")
                .doesNotContainKeys("rows", "trace", "id");
    }

    @Test
    void nothing_stands_before_the_routes_where_nobody_watches() {
        Consumer<HttpServerRequest> routes = request -> {};

        assertThat(new ObservedRequests(Telemetry.off()).around(routes)).isSameAs(routes);
    }

    private static Map<String, String> fields(String line) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(line)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                assertThat(fields.put(name, json.getText())).isNull();
            }
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }
}

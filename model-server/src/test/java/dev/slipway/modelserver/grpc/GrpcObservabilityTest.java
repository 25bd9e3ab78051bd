package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.FreePort;
import dev.slipway.modelserver.PythonScript;
import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.config.ServingConfig;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.modelserver.telemetry.TelemetrySettings;
import dev.slipway.workload.json.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is told of calls of gRPC. */
final class GrpcObservabilityTest {
    @Test
    void opentelemetry_reads_a_span_for_each_call() throws Exception {
        int collector = FreePort.find();
        Telemetry telemetry =
                start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector), lines -> {});
        try (GrpcFixture server = iris(telemetry)) {
            PythonScript.Outcome outcome = PythonScript.run(
                    "telemetry-requirements.txt",
                    "telemetry_grpc.py",
                    List.of("localhost:" + server.port, "" + collector));

            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        }
    }

    @Test
    void a_call_and_one_that_the_client_gave_up_have_their_lines_in_the_access_log() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (GrpcFixture server = iris(start(Map.of("SLIPWAY_ACCESS_LOG_SAMPLE", "1"), log::writeBytes));
                RawHttp2 client = new RawHttp2(server.port)) {
            int refused = client.infer("x-request-id", "mine\u0001");
            client.data(refused, new byte[] {0, 0, 0, 0, 0}, true);
            assertThat(client.outcome(refused)).startsWith("5 ");
            int left = client.infer();
            client.data(left, new byte[] {0, 0, 0, 0, 9}, false);
            client.frame(RawHttp2.RST_STREAM, 0, left, new byte[] {0, 0, 0, 8});
            int last = client.infer();
            client.data(last, new byte[] {0, 0, 0, 0, 0}, true);
            client.outcome(last);
        }

        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(fields(lines.get(0)))
                .containsEntry("protocol", "grpc")
                .containsEntry("path", "/inference.GRPCInferenceService/ModelInfer")
                .containsEntry("status", 200L)
                .containsEntry("grpcStatus", 5L)
                .containsEntry("id", "mine\u0001")
                .containsEntry("requestBytes", 5L)
                .containsEntry("responseBytes", 0L)
                .doesNotContainKeys("rows", "trace");
        assertThat(fields(lines.get(1))).containsEntry("grpcStatus", 1L);
    }

    private static GrpcFixture iris(Telemetry telemetry) throws Exception {
        return new GrpcFixture("iris", TestModels.path("iris"), Limits.DEFAULT, ServingConfig.DEFAULT, telemetry);
    }

    private static Telemetry start(Map<String, String> environment, Consumer<byte[]> lines) throws Exception {
        return Telemetry.start(TelemetrySettings.fromEnvironment(environment, "iris"), "iris", "1", lines);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(String line) throws Exception {
        return (Map<String, Object>) JsonDocument.read(line.getBytes(StandardCharsets.UTF_8));
    }
}

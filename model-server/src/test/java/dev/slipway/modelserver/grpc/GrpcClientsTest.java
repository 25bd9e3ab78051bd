package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.config.ServingConfig;
import dev.slipway.modelserver.config.ServingConfig.Baseline;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import dev.slipway.modelserver.config.ServingConfig.Queue;
import dev.slipway.modelserver.config.ServingConfig.ResponseCache;
import dev.slipway.modelserver.telemetry.Telemetry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What real clients see: tritonclient, the KServe SDK, gRPC's own health and reflection clients. */
final class GrpcClientsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void real_clients_find_everything_they_know() throws Exception {
        List<GrpcFixture> servers = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of("clients"));
        try {
            for (String model :
                    List.of("iris", "types", "strings", "multi_input", "uint8", "uint32", "int64", "dynamic")) {
                GrpcFixture server = new GrpcFixture(model, new Limits(16 << 20, 256, 1 << 20));
                servers.add(server);
                arguments.add(model + "=localhost:" + server.port);
            }
            ServingConfig explaining = new ServingConfig(
                    List.of("CPU"),
                    Batching.DEFAULT,
                    Queue.DEFAULT,
                    ResponseCache.OFF,
                    Optional.empty(),
                    Optional.of(new Explain(ExplainMethod.Occlusion, Baseline.Zero, List.of())));
            GrpcFixture explained =
                    new GrpcFixture("explained", TestModels.path("iris"), Limits.DEFAULT, explaining, Telemetry.off());
            servers.add(explained);
            arguments.add("explained=localhost:" + explained.port);
            Process process = python("grpc_clients.py", arguments);
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            for (GrpcFixture server : servers) {
                assertThat(server.metrics.inFlight()).isZero();
            }
        } finally {
            servers.forEach(GrpcFixture::close);
        }
    }

    @Test
    void the_kserve_sdk_gets_its_answers() throws Exception {
        try (GrpcFixture iris = new GrpcFixture("iris", Limits.DEFAULT)) {
            Process process = python("grpc_kserve_client.py", List.of("iris=localhost:" + iris.port));
            String output = String.join("\n", process.inputReader().lines().toList());
            assertThat(process.waitFor()).as(output).isZero();
        }
    }

    @Test
    void a_drain_loses_no_call_and_says_so() throws Exception {
        try (GrpcFixture slow = GrpcFixture.patient("slow")) {
            Process process = python("grpc_clients.py", List.of("drain", "slow=localhost:" + slow.port));
            BufferedReader output = process.inputReader();
            assertThat(output.readLine()).isEqualTo("sent");
            slow.ready.set(false);
            slow.server.notReady();
            slow.server.stopAccepting();
            String rest = String.join("\n", output.lines().toList());
            assertThat(process.waitFor()).as(rest).isZero();
            assertThat(slow.server.idle()).isTrue();
            assertThat(slow.metrics.inFlight()).isZero();
        }
    }

    private static Process python(String script, List<String> arguments) throws IOException, InterruptedException {
        Path tests = ROOT.resolve("model-server/src/test/python");
        Process venv = new ProcessBuilder(
                        ROOT.resolve("make/venv").toString(),
                        tests.resolve("requirements.txt").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String interpreter = String.join("", venv.inputReader().lines().toList());
        assertThat(venv.waitFor(10, TimeUnit.MINUTES)).isTrue();
        List<String> command =
                new ArrayList<>(List.of(interpreter, tests.resolve(script).toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}

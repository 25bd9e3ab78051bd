package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.PythonScript;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Triton's and KServe's own clients, and the CloudEvents SDK, against this server. */
class RealClientsTest {
    private static final List<String> MODELS =
            List.of("iris", "types", "uint32", "strings", "multi_input", "zipmap", "log");

    @Test
    void the_request_sets_of_the_real_clients_pass() throws Exception {
        List<ServerFixture> servers = new ArrayList<>();
        try {
            List<String> arguments = new ArrayList<>();
            for (String model : MODELS) {
                ServerFixture server = ServerFixture.of(model);
                servers.add(server);
                arguments.add(model + "=http://127.0.0.1:" + server.port);
            }

            PythonScript.Outcome outcome = PythonScript.run("http_clients.py", arguments);

            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
            assertThat(servers)
                    .allSatisfy(server -> assertThat(server.metrics.inFlight()).isZero());
        } finally {
            servers.forEach(ServerFixture::close);
        }
    }
}

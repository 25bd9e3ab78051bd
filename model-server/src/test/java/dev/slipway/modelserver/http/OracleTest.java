package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.OracleModels;
import dev.slipway.modelserver.PythonScript;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Python's onnxruntime of the same version answers is what this server answers, bit for bit. */
class OracleTest {
    @Test
    void forty_models_answer_as_python_does_over_every_http_protocol() throws Exception {
        List<ServerFixture> servers = new ArrayList<>();
        try {
            List<String> arguments = new ArrayList<>();
            arguments.add(OracleModels.directory().toString());
            for (String name : OracleModels.names()) {
                ServerFixture server = ServerFixture.of(name, OracleModels.file(name));
                servers.add(server);
                arguments.add(name + "=http://127.0.0.1:" + server.port);
            }
            assertThat(servers).hasSizeGreaterThanOrEqualTo(40);

            PythonScript.Outcome outcome = PythonScript.run("oracle_http.py", arguments);

            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
            System.out.print(outcome.output());
        } finally {
            servers.forEach(ServerFixture::close);
        }
    }
}

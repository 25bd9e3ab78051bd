package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.OracleModels;
import dev.slipway.modelserver.PythonScript;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.config.ServingConfig;
import dev.slipway.modelserver.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Python's onnxruntime of the same version answers is what this server answers, bit for bit. */
final class GrpcOracleTest {
    @Test
    void forty_models_answer_as_python_does_over_grpc_raw_and_typed() throws Exception {
        List<GrpcFixture> servers = new ArrayList<>();
        try {
            List<String> arguments = new ArrayList<>();
            arguments.add(OracleModels.directory().toString());
            for (String name : OracleModels.names()) {
                GrpcFixture server = new GrpcFixture(
                        name, OracleModels.file(name), Limits.DEFAULT, ServingConfig.DEFAULT, Telemetry.off());
                servers.add(server);
                arguments.add(name + "=localhost:" + server.port);
            }
            assertThat(servers).hasSizeGreaterThanOrEqualTo(40);

            PythonScript.Outcome outcome = PythonScript.run("oracle_grpc.py", arguments);

            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
            System.out.print(outcome.output());
        } finally {
            servers.forEach(GrpcFixture::close);
        }
    }
}

package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.PythonScript;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A validator of OpenAPI accepts the documents, and their examples work. */
class OpenApiTest {
    private static final List<String> MODELS =
            List.of("iris", "types", "uint32", "strings", "multi_input", "scalar", "log");

    @Test
    void the_documents_are_valid_and_their_examples_work_as_they_stand() throws Exception {
        List<ServerFixture> servers = new ArrayList<>();
        try {
            List<String> arguments = new ArrayList<>();
            for (String model : MODELS) {
                ServerFixture server = ServerFixture.of(model);
                servers.add(server);
                arguments.add(model + "=http://127.0.0.1:" + server.port);
            }

            PythonScript.Outcome outcome = PythonScript.run("openapi_documents.py", arguments);

            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        } finally {
            servers.forEach(ServerFixture::close);
        }
    }
}

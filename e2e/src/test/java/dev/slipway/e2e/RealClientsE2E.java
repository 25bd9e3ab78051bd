package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Command;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Clients that know nothing of Slipway call its Service. */
@Order(15)
class RealClientsE2E {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String REQUIREMENTS = "model-server/src/test/python/requirements.txt";

    @Test
    void tritons_clients_reach_every_port_and_get_one_answer() throws Exception {
        Sandbox.in("clients", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.awaitReady("iris");
            assertThat(sandbox.kubectl("get", "md/iris", "-o", "jsonpath={.status.endpoints[*].url}"))
                    .contains("grpc://iris." + sandbox.namespace() + ".svc:8081");
            var python = Command.of("make/venv", REQUIREMENTS).run().text().strip();
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.IRIS), SOON);
            var address = sandbox.address("iris").getAddress().getHostAddress();
            assertThat(Command.of(python, "e2e/src/test/python/ask_iris.py", address)
                            .run()
                            .text())
                    .contains("Triton's clients agree");
        });
    }
}

package dev.slipway.operator.modeldeployment.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.modeldeployment.Seen;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operator without gRPC rolled out, seen by one that has it. */
class GrpcUpgradeTest {
    private static final String SILENT = "model: {uri: 'https://m/iris.onnx'}";
    private static final String WITHOUT = SILENT + ", server: {protocols: {v1: true, v2: true, grpc: false}}";

    /** Name of both specs above while gRPC was off by default; see {@link RevisionNameTest}. */
    private static final String OLDER = "36714552eb";

    @Test
    void a_model_without_a_word_about_grpc_keeps_its_pods_and_promises_no_grpc() {
        var plan = planWithOlderRevision(SILENT);

        assertThat(plan.target().orElseThrow().name()).isEqualTo(OLDER);
        assertThat(portNames(plan)).containsExactly("http", "management");
    }

    @Test
    void a_model_that_said_no_grpc_keeps_its_pods() {
        var plan = planWithOlderRevision(WITHOUT);

        assertThat(plan.target().orElseThrow().name()).isEqualTo(OLDER);
        assertThat(portNames(plan)).containsExactly("http", "management");
    }

    @Test
    void switching_grpc_off_is_a_new_revision() {
        var running = ServingPlan.of(Seen.nothingBut(Seen.model(SILENT)));
        assertThat(portNames(running)).containsExactly("http", "grpc", "management");

        var plan = ServingPlan.of(new Seen(running.children()).by(Seen.model(WITHOUT)));

        assertThat(plan.target().orElseThrow().name()).isNotEqualTo(OLDER);
        assertThat(portNames(plan)).containsExactly("http", "management");
    }

    private static ServingPlan planWithOlderRevision(String spec) {
        var older = Revision.render(
                "iris",
                OLDER,
                Seen.model(WITHOUT).getSpec(),
                Optional.empty(),
                new ModelServerDefaults("localhost/older:0.0.9"));
        return ServingPlan.of(new Seen(List.of(older.toConfigMap("iris"))).by(Seen.model(spec)));
    }

    private static List<String> portNames(ServingPlan plan) {
        var service = plan.children().stream()
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .findFirst()
                .orElseThrow();
        return service.getSpec().getPorts().stream().map(ServicePort::getName).toList();
    }
}

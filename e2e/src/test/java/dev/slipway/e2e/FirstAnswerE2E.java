package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.cluster.Command.Checkout;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.load.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code examples/iris}, applied as it stands, gives the answers that stand beside it. */
@Order(1)
class FirstAnswerE2E {
    private static final Path IRIS = Checkout.ROOT.resolve("examples/iris");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 1e-5;

    @Test
    void the_example_answers_as_expected_in_both_protocols() throws Exception {
        Sandbox.in("iris", sandbox -> {
            sandbox.kubectl("apply", "-k", IRIS.toString());
            sandbox.kubectl("rollout", "status", "deployment/iris-store", "--timeout=120s");
            var questions = List.of(
                    question("v1", "/v1/models/iris:predict"),
                    question("v2", "/v2/models/iris/infer"),
                    question("v2-nested-one-output", "/v2/models/iris/infer"));
            var applied = Instant.now();
            sandbox.kubectl("apply", "-f", IRIS.resolve("modeldeployment.yaml").toString());
            sandbox.kubectl("wait", "--for=create", "service/iris", "--timeout=60s");
            Once.ask(sandbox.address("iris"), questions.subList(0, 1), Duration.ofMinutes(2));
            var first = Duration.between(applied, Instant.now());
            Once.ask(sandbox.address("iris"), questions, Duration.ofSeconds(10));
            var ready = sandbox.awaitReady("iris");
            IO.println("kubectl apply to the first correct answer: " + first.toMillis()
                    + " ms; to Ready with all replicas: "
                    + Duration.between(applied, Instant.now()).toMillis() + " ms");
            assertThat(ready.status("url")).hasValue("http://iris." + sandbox.namespace() + ".svc");
            assertThat(ready.status("model", "digest").orElseThrow().toString()).startsWith("sha256:");
        });
    }

    private static Question question(String name, String path) throws IOException {
        return new Example(
                path,
                Files.readString(IRIS.resolve("requests/" + name + ".json")),
                JSON.readTree(IRIS.resolve("expected/" + name + ".json").toFile()));
    }

    /** A request of the example and its expected answer; the server may say more. */
    private record Example(String path, String body, JsonNode expected) implements Question {
        @Override
        public Optional<String> problem(int status, String answer) {
            try {
                return status == 200
                        ? difference("$", expected, JSON.readTree(answer)).stream()
                                .findFirst()
                        : Optional.of("HTTP " + status + " " + answer);
            } catch (IOException e) {
                return Optional.of("no JSON: " + answer);
            }
        }
    }

    private static List<String> difference(String at, JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return Math.abs(expected.asDouble() - actual.asDouble()) <= TOLERANCE
                    ? List.of()
                    : List.of(at + " is " + actual + ", not " + expected);
        }
        if (expected.isContainerNode() && expected.getNodeType() == actual.getNodeType()) {
            var found = new ArrayList<String>();
            if (expected.isArray() && expected.size() != actual.size()) {
                found.add(at + " has " + actual.size() + " elements, not " + expected.size());
            }
            expected.properties()
                    .forEach(p ->
                            found.addAll(difference(at + "." + p.getKey(), p.getValue(), actual.path(p.getKey()))));
            for (var i = 0; expected.isArray() && i < Math.min(expected.size(), actual.size()); i++) {
                found.addAll(difference(at + "[" + i + "]", expected.get(i), actual.get(i)));
            }
            return found;
        }
        return expected.equals(actual) ? List.of() : List.of(at + " is " + actual + ", not " + expected);
    }
}

package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.load.Question;
import dev.slipway.e2e.model.FeatureExample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Two views and a model that uses them, against PostgreSQL and Redis in the cluster, from the first apply to the last key. */
@Order(50)
class FeatureStoreE2E {
    private static final String SCALED = """
            {"spec": {"serving": {"scaling": {"mode": "Hpa", "minReplicas": 2, "maxReplicas": 5,
              "metrics": {"cpuUtilization": 10},
              "behavior": {"scaleUp": {"percent": 300, "period": "5s", "stabilization": "0s"}}}}}}
            """;
    /** Three more processes start on the two cores that serve: half of the usual 500 ms is no promise there. */
    private static final String PATIENT = "{\"spec\": {\"server\": {\"queue\": {\"deadline\": \"8s\"}}}}";

    private static final String SPARE = """
            apiVersion: slipway.dev/v1alpha1
            kind: FeatureView
            metadata: {name: spare}
            spec:
              entities: [{name: customer_id, type: INT64}]
              features: [{name: tenure_days, type: INT64}]
              source: %s
              online: {secretRef: {name: shop-redis}}
              serving: {server: %s}
              retention: {purgeOnDelete: false}
            """;
    private static final int LARGEST = 5;

    @Test
    void views_and_a_model_live_and_go() throws Exception {
        Sandbox.in("features", sandbox -> {
            var example = new FeatureExample(sandbox);
            example.stores();
            modelAnswersFromFeatures(sandbox, example);
            brokenRowsAreKeptOutAndNamed(sandbox, example);
            serverScalesUnderLoad(sandbox);
            whatIsNotUsedAnyMoreGoes(sandbox);
            deletionLeavesNothing(sandbox, example);
        });
    }

    private static void modelAnswersFromFeatures(Sandbox sandbox, FeatureExample example) throws Exception {
        var applied = Instant.now();
        // The model first: it says what it waits for, and goes on by itself.
        example.apply("modeldeployment.yaml");
        sandbox.kubectl(
                "wait",
                "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=ReferenceNotFound",
                "md/churn",
                "--timeout=30s");
        example.apply("views.yaml");
        sandbox.kubectl("wait", "--for=condition=Ready", "fv/customer", "fv/customer-orders", "--timeout=150s");
        sandbox.kubectl("wait", "--for=condition=Ready", "md/churn", "--timeout=120s");
        var checked = example.check();
        IO.println("features, apply to the expected answers: "
                + Duration.between(applied, Instant.now()).toMillis() + " ms\n" + checked);

        var shown = sandbox.kubectl("get", "fv");
        IO.println(shown);
        assertThat(shown.lines().findFirst().orElseThrow()).contains("READY", "REASON", "FRESHNESS", "ROWS", "STORE");
        assertThat(field(sandbox, "customer", ".status.rows")).isEqualTo("600");
        assertThat(field(sandbox, "customer-orders", ".status.rows"))
                .isEqualTo(example.sql("SELECT count(DISTINCT customer_id) FROM orders;"));
        assertThat(shown.lines().filter(line -> line.startsWith("customer ")))
                .first()
                .asString()
                .contains("600");
        assertThat(field(sandbox, "customer", ".status.lastMaterializedTime")).isNotEmpty();
        assertThat(example.sql("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'slipway_tiles_%';"))
                .isEqualTo("1");
    }

    private static void brokenRowsAreKeptOutAndNamed(Sandbox sandbox, FeatureExample example) throws Exception {
        example.data("--broken");
        sandbox.kubectl("create", "job", "by-hand", "--from=cronjob/customer");
        sandbox.kubectl(
                "wait",
                "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=ValidationFailed",
                "fv/customer",
                "--timeout=90s");
        assertThat(field(sandbox, "customer", ".status.conditions[?(@.type==\"Ready\")].message"))
                .contains("satisfaction-range");
        assertThat(field(sandbox, "customer", ".status.validation.failures[0].rule"))
                .isEqualTo("satisfaction-range");
        IO.println(sandbox.kubectl("get", "fv", "-o", "wide"));
        example.check();

        example.sql("DELETE FROM customers WHERE satisfaction > 1;");
        sandbox.kubectl("wait", "--for=condition=Ready", "fv/customer", "--timeout=120s");
    }

    private static void serverScalesUnderLoad(Sandbox sandbox) throws Exception {
        sandbox.kubectl("patch", "fv", "customer", "--type=merge", "-p", SCALED);
        sandbox.kubectl("patch", "md", "churn", "--type=merge", "-p", PATIENT);
        sandbox.kubectl("rollout", "status", "deployment/default-features", "--timeout=120s");
        sandbox.kubectl("wait", "--for=condition=Ready", "md/churn", "--timeout=120s");
        var features = new Steady(
                "/get-online-features", "{\"feature_service\":\"churn\",\"entities\":{\"customer_id\":[1,2,3]}}");
        var model = new Steady("/v1/models/churn:predict", "{\"entity\":{\"customer_id\":[1,2,3]}}");
        var server = sandbox.address("default-features");
        Once.ask(server, List.of(features), Duration.ofSeconds(30));
        Once.ask(sandbox.address("churn"), List.of(model), Duration.ofSeconds(30));
        try (var reads = Load.start(server, List.of(features), 8, 300);
                var predictions = Load.start(sandbox.address("churn"), List.of(model), 4, 50)) {
            sandbox.kubectl(
                    "wait",
                    "--for=jsonpath={.status.readyReplicas}=" + LARGEST,
                    "deployment/default-features",
                    "--timeout=150s");
            var asked = reads.stop();
            var predicted = predictions.stop();
            IO.println("features, 2 to 5 servers: " + asked + "\nthe model meanwhile: " + predicted);
            assertThat(asked.failed()).as("%s", asked).isZero();
            assertThat(predicted.failed()).as("%s", predicted).isZero();
        }
    }

    /** A view that changes its source and its server leaves neither CronJob nor server behind. */
    private static void whatIsNotUsedAnyMoreGoes(Sandbox sandbox) {
        sandbox.apply(SPARE.formatted(
                "{postgres: {secretRef: {name: shop-postgres}, table: public.customers, timestampField: event_timestamp}}",
                "spare"));
        for (var child : List.of("cronjob/spare", "service/spare-features")) {
            sandbox.kubectl("wait", "--for=create", child, "--timeout=30s");
        }
        sandbox.apply(SPARE.formatted("{push: {enabled: true}}", "default"));
        sandbox.kubectl(
                "wait",
                "--for=delete",
                "cronjob/spare",
                "service/spare-features",
                "deployment/spare-features",
                "--timeout=30s");
        sandbox.kubectl("delete", "fv", "spare", "--timeout=60s");
    }

    private static void deletionLeavesNothing(Sandbox sandbox, FeatureExample example) {
        sandbox.kubectl("delete", "md", "churn");
        sandbox.kubectl("delete", "fv", "customer", "customer-orders", "--timeout=120s");
        sandbox.kubectl("wait", "--for=delete", "deployment/default-features", "--timeout=60s");
        assertThat(example.redisKeys()).as("keys in Redis").isEqualTo("0");
        assertThat(example.sql("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'slipway_tiles_%';"))
                .as("tables of tiles")
                .isEqualTo("0");
    }

    private static String field(Sandbox sandbox, String view, String path) {
        return sandbox.kubectl("get", "fv", view, "-o", "jsonpath={" + path + "}");
    }

    /** A question whose answer never changes: that of the first time. */
    private static final class Steady implements Question {
        private final String path;
        private final String body;
        private volatile String first = "";

        Steady(String path, String body) {
            this.path = path;
            this.body = body;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public String body() {
            return body;
        }

        @Override
        public Optional<String> problem(int status, String answer) {
            if (status != 200) {
                return Optional.of("HTTP " + status + " " + answer);
            }
            if (first.isEmpty()) {
                first = answer;
            }
            return answer.equals(first) ? Optional.empty() : Optional.of(answer + " after " + first);
        }
    }
}

package dev.slipway.operator.driftmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.operator.driftmonitor.plan.MonitorPlan;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.FailureException;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code drift-job run} can be told, a DriftMonitor can say, but for what is named here with its reason. The program itself
 * says what it knows: each object of a rendered document is given an unknown field, which is refused with the known ones.
 */
class RunFieldsTest {
    private static final Map<String, String> NOT_SAID = new TreeMap<>(Map.ofEntries(
            Map.entry("$.output", "is of the command profile"),
            Map.entry("$.reference.csv", "is for runs by hand"),
            Map.entry("$.current.csv", "is for runs by hand"),
            Map.entry("$.labels.csv", "is for runs by hand"),
            Map.entry("$.current.end", "is for runs by hand: a monitor looks at what is now"),
            Map.entry("$.state.postgres", "state lies beside the reports"),
            Map.entry("$.state.settle", "has a default that fits the prediction log")));

    /** A table's or file's rows from a time on or of a query are those of a view; the program takes one set of fields for all uses. */
    private static final Pattern OF_A_SOURCE = Pattern.compile(
            "\\$\\.(reference|current|labels)\\.(postgres|parquet)\\.(query|start|end|keyColumn|labelColumn|timeColumn)");

    private static final Pattern UNKNOWN = Pattern.compile(".* unknown field (.*)\\.\\?; known here: (.*)\\.");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String WHOLE = """
        modelRef: {name: fraud}, schedule: '0 * * * *', reference: {predictionLog: {first: 7d}},
        current: {postgres: {secretRef: {name: pg}, table: now, timeColumn: at, keyColumn: id}},
        features: {overrides: [{name: amount, methods: [ks], threshold: 0.2, weight: 2}], ignore: [id],
                   vectors: [{name: embedding, columns: ['e_*']}], segments: {by: [country]}, evidentlyCompat: true},
        prediction: {kind: Probability}, estimate: {metric: auc},
        labels: {postgres: {table: y, labelColumn: y, timeColumn: at}, detectors: [{type: DDM}],
                 performance: {metric: accuracy, floor: 0.9, minDrop: 0.1}},
        expectations: [{column: amount, notNull: 1, min: 0, max: 1, inSet: ['1']}, {rows: {min: 1, max: 9}}],
        budget: {maxRows: 5000, maxBytes: 2Gi, share: 0.5, keyColumn: id},
        report: {pvc: {claimName: reports}}""";

    private static final String ELSEWHERE = """
        schedule: '0 * * * *', reference: {parquet: {uri: 's3://b/r', secretRef: {name: s3}}},
        current: {parquet: {uri: 's3://b/c', secretRef: {name: s3}, timeColumn: at, keyColumn: id}},
        labels: {parquet: {uri: 's3://b/l', secretRef: {name: s3}, labelColumn: y, timeColumn: at}},
        report: {s3: {uri: 's3://b/reports', secretRef: {name: s3}}}""";

    private static final String PROFILED = """
        schedule: '0 * * * *', reference: {profile: {uri: 's3://b/r', secretRef: {name: s3}}},
        current: {postgres: {secretRef: {name: pg}, table: now, timeColumn: at}}""";

    private static final String OF_A_TABLE =
            PROFILED.replaceFirst("profile: [^}]*}[^}]*}", "postgres: {secretRef: {name: pg}, table: training}");

    private static final String MODEL = """
        {metadata: {name: fraud, namespace: shop}, spec: {model: {uri: 's3://m/fraud.onnx'},
         predictionLog: {secretRef: {name: pg}, table: log}}}""";

    /** A monitor whose reference was made anew twice. */
    private static final String PROMOTED = """
        {promotion: {decision: Promoted, references: [{version: '7', time: '2025-12-01T00:00:00Z'},
                                                      {version: '8', time: '2025-12-02T00:00:00Z'}]}}""";

    @Test
    void everyFieldOfARunIsSaidByADriftMonitorOrNamedHere() throws Exception {
        var said = new TreeSet<String>();
        var known = new TreeSet<String>();
        for (var spec : List.of(WHOLE, ELSEWHERE, PROFILED, OF_A_TABLE)) {
            var document = document(spec);
            paths(document, "$", said);
            for (var object : objects(document).toList()) {
                known.addAll(known(document, object));
            }
        }
        assertThat(said).as("nothing is said that a run does not know").isSubsetOf(known);
        known.removeAll(said);
        known.removeIf(path -> OF_A_SOURCE.matcher(path).matches());
        assertThat(known).isEqualTo(NOT_SAID.keySet());
    }

    private static ObjectNode document(String spec) throws IOException {
        var monitor = SeenMonitor.monitor(spec);
        monitor.setStatus(
                Seen.yaml("{status: " + PROMOTED + "}", DriftMonitor.class).getStatus());
        var model = Seen.yaml(MODEL, ModelDeployment.class);
        var runs = MonitorPlan.of(SeenMonitor.of(monitor, List.of(model))).children().stream()
                .filter(CronJob.class::isInstance)
                .map(CronJob.class::cast)
                .findFirst()
                .orElseThrow();
        var notes = runs.getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations();
        return (ObjectNode) JSON.readTree(Objects.requireNonNull(notes.get("slipway.dev/document")));
    }

    private static void paths(JsonNode node, String path, Set<String> into) {
        if (node instanceof ArrayNode items) {
            items.forEach(item -> paths(item, path + "[]", into));
        }
        node.properties().forEach(field -> {
            into.add(path + "." + field.getKey());
            paths(field.getValue(), path + "." + field.getKey(), into);
        });
    }

    private static Stream<ObjectNode> objects(JsonNode node) {
        var below = node.valueStream().flatMap(RunFieldsTest::objects);
        return node instanceof ObjectNode object ? Stream.concat(Stream.of(object), below) : below;
    }

    /** The fields that the program knows of an object of a document. */
    private static List<String> known(ObjectNode document, ObjectNode object) throws IOException {
        object.put("?", "");
        try {
            RunConfig.of(ConfigDocument.parse(JSON.writeValueAsBytes(document)).root());
            throw new AssertionError("taken with an unknown field: " + document);
        } catch (FailureException e) {
            var said = UNKNOWN.matcher(e.failure().message());
            assertThat(said.matches()).as(e.failure().message()).isTrue();
            var path = said.group(1).replaceAll("\\[\\d+]", "[]");
            return Pattern.compile(", ")
                    .splitAsStream(said.group(2))
                    .map(field -> path + "." + field)
                    .toList();
        } finally {
            object.remove("?");
        }
    }
}

package dev.slipway.operator.featureview.readiness;

import static dev.slipway.operator.featureview.readiness.ViewCase.when;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.ConditionType.FRESH;
import static dev.slipway.operator.status.ConditionType.MATERIALIZED;
import static dev.slipway.operator.status.ConditionType.SOURCE_REACHABLE;
import static dev.slipway.operator.status.ConditionType.VALIDATION_PASSED;
import static dev.slipway.operator.status.Verdict.Severity.NONE;
import static dev.slipway.operator.status.Verdict.Severity.STUCK;
import static dev.slipway.operator.status.Verdict.Severity.WAITING;
import static dev.slipway.operator.status.Verdict.State.FALSE;
import static dev.slipway.operator.status.Verdict.State.TRUE;
import static dev.slipway.operator.status.Verdict.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong, in the words of processes, kubelet and API server, and what the status of a view says of it. */
public class ViewReadinessTest {
    static Stream<ViewCase> cases() {
        return Stream.of(source(), store(), rules(), server(), freshness()).flatMap(cases -> cases);
    }

    /** Reasons that some case, a golden one or an event shows. */
    public static Set<Reason> said() {
        var said = cases().map(c -> c.verdict().reason())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
        said.addAll(Set.of(Reason.PURGING, Reason.PURGED, Reason.PURGE_FAILED));
        return said;
    }

    private static Stream<ViewCase> source() {
        return Stream.of(
                when("nothing has run yet")
                        .then(
                                SOURCE_REACHABLE,
                                UNKNOWN,
                                Reason.PENDING,
                                WAITING,
                                "Waiting for a run to read the source."),
                when("a run has succeeded")
                        .run(succeeded())
                        .then(SOURCE_REACHABLE, TRUE, Reason.CONNECTED, NONE, "The last run has read the source."),
                when("PostgreSQL is away")
                        .run(failed(
                                "SourceUnreachable", "PostgreSQL at pg:5432/shop: Connection refused (SQLSTATE 08001)"))
                        .then(
                                SOURCE_REACHABLE,
                                FALSE,
                                Reason.SOURCE_UNREACHABLE,
                                WAITING,
                                "PostgreSQL at pg:5432/shop: Connection refused (SQLSTATE 08001)"),
                when("the password is wrong")
                        .run(failed("AccessDenied", "PostgreSQL at pg:5432/shop: FATAL (SQLSTATE 28P01)"))
                        .then(
                                SOURCE_REACHABLE,
                                FALSE,
                                Reason.ACCESS_DENIED,
                                STUCK,
                                "PostgreSQL at pg:5432/shop: FATAL (SQLSTATE 28P01)"),
                when("a column is missing")
                        .run(failed("SchemaMismatch", "The source has no column 'spend'; it has [a]."))
                        .then(
                                SOURCE_REACHABLE,
                                FALSE,
                                Reason.SCHEMA_MISMATCH,
                                STUCK,
                                "The source has no column 'spend'; it has [a]."),
                when("the query is wrong")
                        .run(failed("QueryFailed", "PostgreSQL at pg: division by zero (SQLSTATE 22012)"))
                        .then(
                                SOURCE_REACHABLE,
                                FALSE,
                                Reason.QUERY_FAILED,
                                STUCK,
                                "PostgreSQL at pg: division by zero (SQLSTATE 22012)"),
                when("the Secret does not exist")
                        .run(failed("ReferenceNotFound", "The Secret 'redis' does not exist."))
                        .then(ACCEPTED, FALSE, Reason.REFERENCE_NOT_FOUND, STUCK, "The Secret 'redis' does not exist."),
                when("the Secret lacks a key")
                        .run(failed("InvalidSecret", "The Secret lacks the key 'host'."))
                        .then(ACCEPTED, FALSE, Reason.INVALID_SECRET, STUCK, "The Secret lacks the key 'host'."),
                when("another run was at work")
                        .run(failed("AlreadyRunning", "Another run is in progress."))
                        .then(
                                SOURCE_REACHABLE,
                                UNKNOWN,
                                Reason.PENDING,
                                WAITING,
                                "Waiting for a run to read the source."),
                when("rows are only pushed")
                        .spec("source: {push: {enabled: true}}")
                        .then(SOURCE_REACHABLE, TRUE, Reason.NOT_REQUIRED, NONE, "Rows come by push."));
    }

    private static Stream<ViewCase> store() {
        return Stream.of(
                when("the first run is on its way")
                        .then(MATERIALIZED, UNKNOWN, Reason.MATERIALIZING, WAITING, "The first run is on its way."),
                when("a run has succeeded")
                        .run(succeeded())
                        .then(
                                MATERIALIZED,
                                TRUE,
                                Reason.MATERIALIZED,
                                NONE,
                                "The rows of the last successful run are served."),
                when("Redis is away")
                        .run(failed("OnlineStoreUnreachable", "Redis at redis:6379 refuses connections."))
                        .then(
                                MATERIALIZED,
                                FALSE,
                                Reason.ONLINE_STORE_UNREACHABLE,
                                WAITING,
                                "Redis at redis:6379 refuses connections."),
                when("Redis is full")
                        .run(failed("OnlineStoreRefused", "Redis refused: OOM command not allowed."))
                        .then(
                                MATERIALIZED,
                                FALSE,
                                Reason.ONLINE_STORE_REFUSED,
                                WAITING,
                                "Redis refused: OOM command not allowed."),
                when("Redis refuses the password")
                        .run(failed("AccessDenied", "Redis at redis:6379: WRONGPASS."))
                        .then(MATERIALIZED, FALSE, Reason.ACCESS_DENIED, STUCK, "Redis at redis:6379: WRONGPASS."),
                when("the run uses too much memory")
                        .pod("state: {terminated: {exitCode: 137, reason: OOMKilled}}", "Failed")
                        .then(
                                MATERIALIZED,
                                FALSE,
                                Reason.OUT_OF_MEMORY,
                                STUCK,
                                "Materialize used more memory than its limit. Raise"
                                        + " spec.materialization.resources.limits.memory."),
                when("the run ends without a word")
                        .pod("state: {terminated: {exitCode: 3, reason: Error}}", "Failed")
                        .then(
                                MATERIALIZED,
                                FALSE,
                                Reason.CRASH_LOOPING,
                                STUCK,
                                "Materialize ends with exit code 3. See its logs."),
                when("the image cannot be pulled")
                        .pod("state: {waiting: {reason: ImagePullBackOff, message: x}}", "Pending")
                        .then(
                                MATERIALIZED,
                                FALSE,
                                Reason.IMAGE_PULL_FAILED,
                                STUCK,
                                "Image registry/x:1 cannot be pulled. Check the Helm value featureServer.image and the"
                                        + " node's access to its registry."),
                when("the run was stopped at its deadline")
                        .job("Failed", "DeadlineExceeded")
                        .then(
                                MATERIALIZED,
                                FALSE,
                                Reason.MATERIALIZATION_FAILED,
                                WAITING,
                                "The last run was given up (DeadlineExceeded) without a word of its own. See the"
                                        + " events of its Job."));
    }

    private static Stream<ViewCase> rules() {
        return Stream.of(
                when("a rule blocks the first run")
                        .run(blocked())
                        .then(
                                VALIDATION_PASSED,
                                FALSE,
                                Reason.VALIDATION_FAILED,
                                STUCK,
                                "Rule range failed: 3 of 9 rows. Nothing was written."),
                when("nothing is served because a rule blocks the first run")
                        .run(blocked())
                        .then(
                                MATERIALIZED,
                                FALSE,
                                Reason.VALIDATION_FAILED,
                                STUCK,
                                "Rule range failed: 3 of 9 rows. Nothing was written."),
                when("the source was reached although a rule blocks")
                        .run(blocked())
                        .then(SOURCE_REACHABLE, TRUE, Reason.CONNECTED, NONE, "The last run has read the source."),
                when("no rule is broken")
                        .run(succeeded())
                        .then(
                                VALIDATION_PASSED,
                                TRUE,
                                Reason.VALIDATION_PASSED,
                                NONE,
                                "The rules held in the last run."),
                when("rows that break a rule are written all the same")
                        .spec("validation: {onFailure: Warn, rules: [{name: volume, minRows: 5}]}")
                        .run("Succeeded", 0, "{\"result\":\"Succeeded\",\"validation\":{\"passed\":0,\"failed\":1}}")
                        .then(
                                VALIDATION_PASSED,
                                TRUE,
                                Reason.RULES_BROKEN,
                                NONE,
                                "Rules did not hold, and the rows were written all the same. See status.validation."));
    }

    private static Stream<ViewCase> server() {
        return Stream.of(
                when("no server is there")
                        .then(AVAILABLE, FALSE, Reason.NO_READY_REPLICAS, WAITING, "No feature server answers yet."),
                when("the server answers")
                        .serving("")
                        .then(AVAILABLE, TRUE, Reason.SERVERS_READY, NONE, "The feature server answers."),
                when("the server has an older document")
                        .serving("sha256:0")
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.CONFIGURATION_PENDING,
                                WAITING,
                                "A feature server does not have the present configuration yet."),
                when("the server refuses its document")
                        .serving("refused: $.views[0].x is unknown.")
                        .then(
                                AVAILABLE,
                                FALSE,
                                Reason.CONFIGURATION_REFUSED,
                                STUCK,
                                "A feature server keeps its last configuration: $.views[0].x is unknown."));
    }

    private static Stream<ViewCase> freshness() {
        return Stream.of(
                when("no row has come yet")
                        .spec("serving: {freshnessObjective: 30m}")
                        .then(FRESH, UNKNOWN, Reason.PENDING, WAITING, "Waiting for the first rows."),
                when("the newest event is young")
                        .spec("serving: {freshnessObjective: 30m}")
                        .run(succeeded())
                        .then(FRESH, TRUE, Reason.WITHIN_OBJECTIVE, NONE, "The newest event is younger than 30m."),
                when("the newest event is old")
                        .spec("serving: {freshnessObjective: 5m}")
                        .run(succeeded())
                        .then(
                                FRESH,
                                FALSE,
                                Reason.STALE,
                                WAITING,
                                "The newest event is older than 5m. Check that the source gets new rows."));
    }

    private static String[] succeeded() {
        return new String[] {
            "Succeeded",
            "0",
            "{\"result\":\"Succeeded\",\"eventTimeWatermark\":\"2025-12-31T23:50:00Z\",\"finishTime\":\"2026-01-01T00:00:00Z\"}"
        };
    }

    private static String[] failed(String reason, String message) {
        return new String[] {
            "Failed", "1", "{\"result\":\"Failed\",\"reason\":\"%s\",\"message\":\"%s\"}".formatted(reason, message)
        };
    }

    private static String[] blocked() {
        return new String[] {
            "Failed",
            "1",
            "{\"result\":\"Blocked\",\"reason\":\"ValidationFailed\",\"message\":\"Rule range failed: 3 of 9 rows."
                    + " Nothing was written.\"}"
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theStatusSaysWhatIsWrong(ViewCase c) {
        assertThat(ViewReadiness.judge(c.situation()))
                .filteredOn(v -> v.type() == c.verdict().type())
                .containsExactly(c.verdict());
    }
}

package dev.slipway.driftjob.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.report.Report;
import dev.slipway.driftjob.report.Summary;
import dev.slipway.workload.json.JsonDocument;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over a prediction log in a real PostgreSQL: windows, frozen reference, segments, labels, estimates, detectors. */
class WindowsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final String LOG = "\"predictionLog\": {\"secret\": \"@/pg\", \"table\": \"log\", ";

    private static EmbeddedPostgres postgres;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        execute("""
                SELECT setseed(0.42); CREATE TABLE log AS SELECT 'r' || i AS request_id, '2026-01-01Z'::timestamptz + i * '36s'::interval AS ts,
                  'v1' AS revision, 12::int AS latency_us,
                  x + CASE WHEN i >= 7200 AND c = 'DE' THEN 1.5 ELSE 0 END AS amount, c AS country,
                  ARRAY[x, y, x * y + CASE WHEN i >= 7200 THEN 1 ELSE 0 END]::real[] AS embedding,
                  y AS e_1, y * y AS e_2, 1 / (1 + exp(-x)) AS score, 1 / (1 + exp(-x)) AS prediction
                FROM (SELECT i, random() + random() + random() - 1.5 AS x, random() + random() + random() - 1.5 AS y,
                  (ARRAY['DE', 'US', 'FR'])[1 + (i % 3)] AS c FROM generate_series(0, 9599) i) s""");
        execute("""
                SELECT setseed(0.43); CREATE TABLE outcomes AS SELECT request_id, ts + '1h'::interval AS labeled_at,
                  CASE WHEN ts < '2026-01-04Z' THEN (random() < score)::int ELSE (random() > score)::int END AS y
                FROM log WHERE ts < '2026-01-04T20:00:00Z'""");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void a_window_of_kept_hours_is_judged_as_one_reading_and_reads_each_hour_once() throws Exception {
        String state = "\"state\": {\"directory\": \"@/state\"}";
        Job.Finished first = run(state, START.plus(Duration.ofHours(78)), "");
        assertThat(first.report().current().rows())
                .as("24 whole hours, and the rows of the last 400 seconds")
                .isEqualTo(2_412);
        long all = first.report().current().bytes();
        Job.Finished later = run(state, START.plus(Duration.ofHours(79)), "");
        assertThat(later.report().current().bytes()).as("only one new hour").isBetween(1L, all / 20);
        Job.Finished whole = run("\"state\": {\"directory\": \"@/other\"}", START.plus(Duration.ofHours(79)), "");
        assertThat(whole.report().current().bytes()).isGreaterThan(all * 9 / 10);
        assertThat(later.report().findings()).isEqualTo(whole.report().findings());
        assertThat(later.report().trend()).hasSize(2);
        assertThat(run(state, START.plus(Duration.ofHours(79)), "").report().trend())
                .as("the same window again")
                .hasSize(2);
    }

    @Test
    void hours_and_history_can_be_kept_in_a_table() throws Exception {
        String state = "\"state\": {\"postgres\": {\"secret\": \"@/pg\", \"table\": \"drift_state\"}}";
        long all = run(state, START.plus(Duration.ofHours(78)), "")
                .report()
                .current()
                .bytes();
        Report later = run(state, START.plus(Duration.ofHours(79)), "").report();
        assertThat(later.current().bytes()).isBetween(1L, all / 20);
        assertThat(later.trend()).hasSize(2);
    }

    @Test
    void a_reference_that_is_the_beginning_of_the_log_is_waited_for_and_then_frozen() throws Exception {
        String state = "\"state\": {\"directory\": \"@/frozen\"}";
        Report early = run(state, START.plus(Duration.ofHours(20)), "").report();
        assertThat(early.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(early.reference().ready()).isFalse();
        assertThat(early.problems().toString()).contains("2026-01-03T00:00:00Z");
        Report ready = run(state, START.plus(Duration.ofDays(3)), "").report();
        assertThat(ready.reference().ready()).isTrue();
        assertThat(ready.reference().side().rows()).isEqualTo(4_800);
        assertThat(ready.findings()).extracting(Finding::feature).doesNotContain("latency_us", "request_id", "ts");
    }

    @Test
    void another_key_begins_a_reference_anew_and_the_one_before_is_kept_for_a_way_back() throws Exception {
        String first = LOG + "\"first\": \"12h\"}";
        String promoted = LOG + "\"first\": \"12h\", \"start\": \"2026-01-04T00:00:00Z\"}, \"key\": \"2\"";
        String next =
                LOG + "\"first\": \"12h\", \"start\": \"2026-01-04T06:00:00Z\"}, \"key\": \"3\", \"before\": \"2\"";
        String state = "\"state\": {\"directory\": \"@/keys\"}";
        Instant now = START.plus(Duration.ofDays(4));
        assertThat(verdict(run(first, state, now, "").report(), "embedding")).isEqualTo(Verdict.DRIFT);

        Report early = run(promoted, state, now.minus(Duration.ofHours(13)), "").report();
        assertThat(early.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(early.problems().toString()).contains("2026-01-04T12:00:00Z");
        Report after = run(promoted, state, now, "").report();
        assertThat(after.reference().side().rows()).isEqualTo(1_200);
        assertThat(verdict(after, "embedding")).isNotEqualTo(Verdict.DRIFT);

        Report back = run(first, state, now, "").report();
        assertThat(back.reference().side().bytes()).as("kept").isZero();
        assertThat(verdict(back, "embedding")).isEqualTo(Verdict.DRIFT);

        run(next, state, now, "");
        assertThat(run(promoted, state, now, "").report().reference().side().bytes())
                .as("kept")
                .isZero();
        assertThat(run(first, state, now, "").report().reference().side().bytes())
                .as("two promotions ago")
                .isPositive();
    }

    @Test
    void a_shift_in_one_segment_and_in_a_vector_are_found() throws Exception {
        Report report = run(
                        "\"state\": {\"directory\": \"@/segments\"}",
                        START.plus(Duration.ofDays(4)),
                        ", \"features\": {\"segments\": {\"by\": [\"country\"], \"minRows\": 100},"
                                + " \"vectors\": [{\"name\": \"pair\", \"columns\": [\"e_*\"]}],"
                                + " \"decision\": {\"delta\": 0.2}}")
                .report();
        assertThat(verdict(report, "amount [country=DE]")).isEqualTo(Verdict.DRIFT);
        assertThat(verdict(report, "amount [country=US]")).isNotEqualTo(Verdict.DRIFT);
        assertThat(report.segmentsDrifted()).isEqualTo(1);
        assertThat(verdict(report, "embedding")).isEqualTo(Verdict.DRIFT);
        assertThat(verdict(report, "pair")).isNotEqualTo(Verdict.DRIFT);
        assertThat(report.findings()).extracting(Finding::feature).doesNotContain("e_1", "e_2");
    }

    @Test
    void a_shift_in_one_segment_alone_is_the_worst_that_was_found() throws Exception {
        Report report = run(
                        "\"state\": {\"directory\": \"@/alone\"}",
                        START.plus(Duration.ofDays(4)),
                        ", \"features\": {\"segments\": {\"by\": [\"country\"], \"minRows\": 100},"
                                + " \"ignore\": [\"embedding\"], \"decision\": {\"delta\": 0.4}}")
                .report();
        assertThat(report.whole()).noneMatch(f -> f.verdict() == Verdict.DRIFT);
        assertThat(new String(Summary.of(report, ""), StandardCharsets.UTF_8))
                .contains("\"worst\":{\"feature\":\"amount [country=DE]\"")
                .contains("\"drifted\":[{\"feature\":\"amount [country=DE]\"");
    }

    @Test
    void late_labels_tell_that_the_model_went_wrong_and_detectors_go_on_where_they_stopped() throws Exception {
        String more = ", \"prediction\": {\"column\": \"score\"},"
                + " \"labels\": {\"postgres\": {\"secret\": \"@/pg\", \"table\": \"outcomes\", \"labelColumn\": \"y\","
                + " \"timeColumn\": \"labeled_at\"}, \"detectors\": [{\"type\": \"ADWIN\"}, {\"type\": \"HDDM_A\"}],"
                + " \"performance\": {\"metric\": \"auc\", \"minDrop\": 0.1}},"
                + " \"estimate\": {\"metric\": \"auc\", \"minDrop\": 0.1}";
        String state = "\"state\": {\"directory\": \"@/labels\"}";
        Report well = run(state, START.plus(Duration.ofDays(3)), more).report();
        assertThat(well.problems()).isEmpty();
        assertThat(well.performanceDegraded()).as(well.performance().toString()).isFalse();
        double reference =
                well.performance().orElseThrow().measured().orElseThrow().reference();
        assertThat(well.performance().orElseThrow().measured().orElseThrow().value())
                .isBetween(reference - 0.05, reference + 0.05);
        assertThat(well.performance().orElseThrow().estimated().orElseThrow().value())
                .isBetween(reference - 0.05, reference + 0.05);
        assertThat(well.performance().orElseThrow().labels()).isBetween(2_300L, 2_400L);
        Job.Finished wrong = run(state, START.plus(Duration.ofHours(94)), more);
        assertThat(wrong.report().performanceDegraded()).isTrue();
        assertThat(wrong.report().performance().orElseThrow().detectors()).containsEntry("HDDM_A", "Drift");
        Report again = run(state, START.plus(Duration.ofHours(94)), more).report();
        assertThat(again.performance().orElseThrow().detectors())
                .as("no label is seen twice")
                .containsEntry("HDDM_A", "None");
        Map<?, ?> summary = (Map<?, ?>) JsonDocument.read(Summary.of(wrong.report(), wrong.address()));
        assertThat(summary.get("performanceDegraded")).isEqualTo(true);
        assertThat(((Map<?, ?>) Objects.requireNonNull(summary.get("performance"))).get("metric"))
                .isEqualTo("auc");
    }

    @Test
    void a_p_value_between_bounds_is_made_exact_by_reading_the_column_again() throws Exception {
        String more = ", \"features\": {\"decision\": {\"method\": \"PValue\", \"alpha\": 0.05},"
                + " \"overrides\": [{\"name\": \"e_1\", \"methods\": [\"ks\", \"cvm\", \"ad\"]}]}";
        Report report = run("\"state\": {\"directory\": \"@/exact\"}", START.plus(Duration.ofDays(3)), more)
                .report();
        assertThat(report.findings())
                .noneMatch(f -> f.verdict() == Verdict.UNDECIDED && f.method().equals("ks"));
        Finding ranks = finding(report, "e_1");
        assertThat(ranks.scores()).containsKeys("ks", "cvm", "ad");
        assertThat(Objects.requireNonNull(ranks.scores().get("cvm")).pLow()).isBetween(0.0, 1.0);
    }

    private Job.Finished run(String state, Instant now, String more) throws Exception {
        return run(LOG + "\"first\": \"48h\"}", state, now, more);
    }

    private Job.Finished run(String reference, String state, Instant now, String more) throws Exception {
        Path secret = Files.createDirectories(folder.resolve("pg"));
        for (List<String> key : List.of(
                List.of("host", "localhost"),
                List.of("port", String.valueOf(postgres.getPort())),
                List.of("database", "postgres"),
                List.of("username", "postgres"),
                List.of("password", "x"))) {
            Files.writeString(secret.resolve(key.getFirst()), key.getLast());
        }
        String config = "{\"name\": \"fraud\", \"reference\": {" + reference
                + "}, \"current\": {\"postgres\": {\"secret\": \"@/pg\", \"table\": \"log\","
                + " \"timeColumn\": \"ts\"}, \"window\": \"24h\"}, " + state + more + "}";
        Path file = Files.writeString(folder.resolve("config.json"), config.replace("@", folder.toString()));
        return new Job(Clock.fixed(now.plusSeconds(400), ZoneOffset.UTC)).run(file);
    }

    private static Verdict verdict(Report report, String feature) {
        return finding(report, feature).verdict();
    }

    private static Finding finding(Report report, String feature) {
        return report.findings().stream()
                .filter(f -> f.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }
}

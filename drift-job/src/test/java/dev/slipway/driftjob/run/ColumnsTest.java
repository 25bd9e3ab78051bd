package dev.slipway.driftjob.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.report.Report;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What columns are taken for, and what is said of those that are not compared. */
class ColumnsTest {
    private final Job job = new Job(Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));

    @TempDir
    Path folder;

    @Test
    void the_current_data_is_read_as_the_reference_was_whatever_stands_in_its_first_rows() throws Exception {
        rows(
                "ref",
                "code,flag,n",
                2_000,
                i -> (i % 3 == 2 ? "A01" : "00" + (7 + i % 3)) + (i % 2 == 0 ? ",True," : ",False,") + i % 100);
        rows(
                "cur",
                "code,flag,n",
                2_000,
                i -> (i % 3 == 2 ? "008" : "007")
                        + (i == 4 ? ",unknown," : i % 2 == 0 ? ",True," : ",False,")
                        + (i == 11 ? "n/a" : i == 12 ? "oops" : i % 100));
        Report report = run("");
        Finding code = finding(report, "code");
        assertThat(code.newLevels()).isEmpty();
        assertThat(code.vanishedLevels()).extracting(Finding.Level::name).containsExactly("A01");
        Finding flag = finding(report, "flag");
        assertThat(flag.verdict()).isEqualTo(Verdict.NO_DRIFT);
        assertThat(flag.newLevels()).isEmpty();
        assertThat(flag.current().invalid()).isEqualTo(1);
        Finding n = finding(report, "n");
        assertThat(n.verdict()).isEqualTo(Verdict.NO_DRIFT);
        assertThat(n.current().nulls()).isEqualTo(1);
        assertThat(n.current().invalid()).isEqualTo(1);
    }

    @Test
    void segments_are_known_by_the_text_of_the_file() throws Exception {
        rows("ref", "zip,n", 3_000, i -> (i % 3 == 2 ? "B" : "0" + (1 + i % 3)) + "," + i % 100);
        rows("cur", "zip,n", 3_000, i -> "0" + (1 + i % 2) + "," + i % 100);
        for (String ignore : new String[] {"", "\"ignore\": [\"zip\"], "}) {
            Report report = run("\"features\": {" + ignore + "\"segments\": {\"by\": [\"zip\"], \"minRows\": 100}}, "
                    + "\"state\": {\"directory\": \"@/state" + ignore.length() + "\"}, ");
            assertThat(finding(report, "n [zip=01]").current().rows()).isEqualTo(1_500);
            assertThat(finding(report, "n [zip=02]").current().rows()).isEqualTo(1_500);
        }
    }

    @Test
    void a_reference_without_rows_is_no_reference_and_is_not_kept() throws Exception {
        rows("ref", "n", 0, i -> "");
        rows("cur", "n", 20_000, i -> "" + i % 100);
        String state = "\"state\": {\"directory\": \"@/state\"}, ";
        assertThatThrownBy(() -> run(state))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(Reason.BaselineUnavailable))
                .hasMessageContaining("csv ref.csv has no rows");
        rows("ref", "n", 20_000, i -> "" + i % 100);
        Report report = run(state);
        assertThat(report.reference().side().rows()).isEqualTo(20_000);
        assertThat(report.verdict()).isEqualTo(Verdict.NO_DRIFT);
    }

    @Test
    void numbers_outside_the_set_that_is_expected_are_told_by_value() throws Exception {
        rows("ref", "code,other,comment", 1_000, i -> (1 + i % 2) + "," + i % 2 + "," + comment(i));
        rows("cur", "code,other,comment", 1_000, i -> (i == 9 ? 99 : 1 + i % 2) + ".0," + i % 3 + "," + comment(i));
        Report report = run("\"expectations\": [{\"column\": \"code\", \"inSet\": [\"1\", \"2\"]},"
                + " {\"column\": \"other\", \"inSet\": [\"0\", \"1\", \"2\", \"3\"]},"
                + " {\"column\": \"comment\", \"inSet\": [\"a\"]}], ");
        assertThat(report.failedExpectations()).containsExactly("code: values outside the set: 99");
        assertThat(report.problems())
                .anyMatch(p -> p.startsWith("other: inSet cannot be checked for all values"))
                .anyMatch(
                        p -> p.equals("comment: inSet cannot be checked, since the column is compared as text_length"));
    }

    @Test
    void columns_that_are_not_compared_and_names_of_no_column_are_problems() throws Exception {
        rows("ref", "n,gone,left", 1_000, i -> i % 100 + ",1,1");
        rows("cur", "n,extra,request_id", 1_000, i -> i % 100 + ",2,r" + i);
        Report report = run(
                "\"features\": {\"ignore\": [\"left\", \"lfet\"], \"overrides\": [{\"name\": \"nn\", \"threshold\": 0.2}]},"
                        + " \"prediction\": {\"column\": \"scoer\"}, ");
        assertThat(report.problems())
                .containsExactlyInAnyOrder(
                        "column gone is in the reference and not in the current data",
                        "only in the current data, and not compared: extra",
                        "overrides name columns that are not compared: nn",
                        "prediction.column names a column that neither side has: scoer",
                        "ignore names columns that neither side has: lfet");
    }

    @Test
    void columns_of_parquet_that_are_not_read_are_problems() throws Exception {
        String forms = Path.of("src/test/resources/parquet/forms.parquet")
                .toAbsolutePath()
                .toString();
        String parquet = "{\"parquet\": {\"uri\": \"" + forms + "\"}}";
        Path config = Files.writeString(
                folder.resolve("config.json"), "{\"reference\": " + parquet + ", \"current\": " + parquet + "}");
        assertThat(job.run(config).report().problems())
                .hasSize(2)
                .allMatch(p -> p.contains("map (a map)") && p.contains("twice (a second column of this name)"));
    }

    @Test
    void a_change_of_all_of_thousands_of_names_is_drift_and_none_is_none() throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        rows("ref", "id", 40_000, i -> "user" + random.nextInt(10_000));
        rows("cur", "id", 40_000, i -> "user" + random.nextInt(10_000));
        Report same = run("");
        assertThat(finding(same, "id").kind()).isEqualTo("CATEGORICAL");
        assertThat(finding(same, "id").verdict()).isEqualTo(Verdict.NO_DRIFT);
        rows("cur", "id", 40_000, i -> "name" + random.nextInt(10_000));
        assertThat(finding(run(""), "id").verdict()).isEqualTo(Verdict.DRIFT);
    }

    @Test
    void names_that_are_kept_because_they_came_first_do_not_seem_to_become_rarer() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        rows("ref", "id", 11_000, i -> "user" + random.nextInt(5_000));
        rows("cur", "id", 40_000, i -> "user" + random.nextInt(5_000));
        Finding id = finding(run(""), "id");
        assertThat(id.kind()).isEqualTo("CATEGORICAL");
        assertThat(requireNonNull(id.scores().get("tvd")).high()).isLessThan(0.05);
        assertThat(id.verdict()).isEqualTo(Verdict.NO_DRIFT);
    }

    private static String comment(int row) {
        return "comment " + row;
    }

    private void rows(String name, String header, int rows, IntFunction<String> row) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (int i = 0; i < rows; i++) {
            text.append(row.apply(i)).append('\n');
        }
        Files.writeString(folder.resolve(name + ".csv"), text);
    }

    private Report run(String more) throws IOException, FailureException {
        String config = "{" + more + "\"reference\": {\"csv\": {\"file\": \"@/ref.csv\"}},"
                + " \"current\": {\"csv\": {\"file\": \"@/cur.csv\"}}}";
        return job.run(Files.writeString(folder.resolve("config.json"), config.replace("@", folder.toString())))
                .report();
    }

    private static Finding finding(Report report, String feature) {
        return report.findings().stream()
                .filter(f -> f.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }
}

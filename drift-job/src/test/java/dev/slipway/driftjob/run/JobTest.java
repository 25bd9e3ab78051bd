package dev.slipway.driftjob.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.report.HtmlReport;
import dev.slipway.driftjob.report.Report;
import dev.slipway.driftjob.report.Summary;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTest {
    private static final String FIELDS =
            "\"report\": {\"directory\": \"@/reports\"}, \"output\": {\"profile\": \"@/p.slpf\"}";

    private final Job job = new Job(Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));

    @TempDir
    Path folder;

    @Test
    void a_shift_a_new_level_and_nulls_are_found_and_the_rest_is_left_alone() throws Exception {
        data("ref.csv", 20_000, 1, 0, false);
        data("cur.csv", 5_000, 2, 0.8, true);
        Report report =
                run(config("\"expectations\": [{\"column\": \"amount\", \"max\": 3}, {\"rows\": {\"min\": 9000}},"
                        + " {\"column\": \"country\", \"inSet\": [\"DE\", \"US\", \"FR\"]}],"));
        assertThat(report.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(verdict(report, "amount")).isEqualTo(Verdict.DRIFT);
        assertThat(verdict(report, "country")).isEqualTo(Verdict.DRIFT);
        assertThat(verdict(report, "age")).isEqualTo(Verdict.NO_DRIFT);
        assertThat(verdict(report, "member")).isEqualTo(Verdict.NO_DRIFT);
        assertThat(verdict(report, "comment")).isEqualTo(Verdict.NO_DRIFT);
        Finding country = finding(report, "country");
        assertThat(country.newLevels().getFirst().name()).isEqualTo("<b>&XX");
        assertThat(country.vanishedLevels().getFirst().name()).isEqualTo("FR");
        assertThat(finding(report, "age").messages().toString())
                .contains("nulls: 0.00 % of the reference, 10.00 % now");
        assertThat(finding(report, "comment").kind()).isEqualTo("TEXT_LENGTH");
        assertThat(report.failedExpectations()).hasSize(3);
        assertThat(report.firing()).isFalse();
        assertThat(run(config("")).firing()).isTrue();
        Map<?, ?> json = (Map<?, ?>) JsonDocument.read(Files.readAllBytes(report("json")));
        assertThat(json.get("verdict")).isEqualTo("Drift");
        String page = Files.readString(report("html"));
        assertThat(page)
                .contains("amount", "<svg", "&lt;b&gt;&amp;XX")
                .doesNotContain("<b>&XX", "http:", "https:", "src=");
        assertThat(Summary.of(report, "")).hasSizeLessThanOrEqualTo(Summary.MAX_BYTES);
    }

    @Test
    void a_kept_profile_is_as_good_as_the_rows() throws Exception {
        data("ref.csv", 20_000, 1, 0, false);
        data("cur.csv", 5_000, 2, 0.8, false);
        Report fromRows = run(config(""));
        job.profile(config(""));
        Files.move(folder.resolve("p.slpf"), folder.resolve("ref.slpf"));
        Path config =
                write(text("").replace("\"csv\": {\"file\": \"@/ref.csv\"}", "\"profile\": {\"uri\": \"@/ref.slpf\"}"));
        assertThat(run(config).findings()).isEqualTo(fromRows.findings());
    }

    @Test
    void a_place_that_cannot_be_written_is_not_taken_for_a_reference_that_is_away() throws Exception {
        data("ref.csv", 20_000, 1, 0, false);
        data("cur.csv", 5_000, 2, 0.8, false);
        Files.writeString(folder.resolve("reports"), "a file where a folder should be");
        Path config = config("");
        assertThatThrownBy(() -> job.run(config))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(Reason.StoreUnavailable))
                .hasMessageContaining("The state cannot be kept: " + folder.resolve("reports"));
    }

    @Test
    void a_single_outlier_changes_no_verdict() throws Exception {
        data("ref.csv", 20_000, 1, 0, false);
        data("cur.csv", 5_000, 2, 0, false);
        assertThat(run(config("")).verdict()).isEqualTo(Verdict.NO_DRIFT);
        Files.writeString(folder.resolve("cur.csv"), "1e9,1e9,DE,true,x\n", StandardOpenOption.APPEND);
        assertThat(run(config("")).verdict()).isEqualTo(Verdict.NO_DRIFT);
    }

    @Test
    void few_rows_are_no_data_and_an_empty_column_is_only_its_own_trouble() throws Exception {
        data("ref.csv", 2_000, 1, 0, false);
        data("cur.csv", 10, 2, 3, false);
        assertThat(run(config("")).verdict()).isEqualTo(Verdict.NO_DATA);
        Files.writeString(folder.resolve("ref.csv"), "a,b\n" + "1,\n2,\n".repeat(1_000));
        Files.writeString(folder.resolve("cur.csv"), "a,b\n" + "1,\n2,\n".repeat(1_000));
        assertThat(run(config("")).findings()).as("the reference is frozen").hasSize(0);
        Report report = run(write(text("").replace("ref.csv\"}", "ref.csv\"}, \"key\": \"2\"")));
        assertThat(verdict(report, "b")).isEqualTo(Verdict.NO_DATA);
        assertThat(verdict(report, "a")).isEqualTo(Verdict.NO_DRIFT);
    }

    @Test
    void hundreds_of_features_keep_page_and_summary_within_their_bounds() throws Exception {
        wide("ref.csv", 3);
        wide("cur.csv", 4);
        Report report = run(config(""));
        assertThat(report.findings()).hasSize(400);
        assertThat(Files.size(report("html"))).isLessThanOrEqualTo(HtmlReport.MAX_BYTES);
        assertThat(Summary.of(report, "")).hasSizeLessThanOrEqualTo(Summary.MAX_BYTES);
    }

    @Test
    void a_reference_without_rows_becomes_no_profile() throws Exception {
        Files.writeString(folder.resolve("ref.csv"), "a,b\n");
        Files.writeString(folder.resolve("cur.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> job.profile(config(""))).hasMessageContaining("ref.csv has no rows");
        assertThat(folder.resolve("p.slpf")).doesNotExist();
    }

    @Test
    void a_wrong_configuration_is_refused_with_its_place() throws Exception {
        assertThatThrownBy(() -> run(write("{}"))).hasMessageContaining("$.reference");
        assertThatThrownBy(() -> run(write("{\"refrence\": 1}"))).hasMessageContaining("$.refrence");
        assertThatThrownBy(() -> run(write("{"))).isInstanceOf(FailureException.class);
        assertThatThrownBy(() -> run(config("\"budget\": {\"maxRows\": \"many\"},")))
                .hasMessageContaining("$.budget.maxRows");
        assertThatThrownBy(() -> run(config(""))).hasMessageContaining("no file");
    }

    private void wide(String name, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int f = 0; f < 400; f++) {
            text.append(f == 0 ? "" : ",").append("a_feature_with_a_long_name_").append(f);
        }
        for (int row = 0; row < 600; row++) {
            for (int f = 0; f < 400; f++) {
                text.append(f == 0 ? '\n' : ',').append((float) random.nextGaussian());
            }
        }
        Files.writeString(folder.resolve(name), text);
    }

    private void data(String name, int rows, int seed, double shift, boolean changed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("amount,age,country,member,comment\n");
        for (int i = 0; i < rows; i++) {
            text.append(random.nextGaussian() + shift).append(',');
            text.append(changed && i % 10 == 0 ? "" : random.nextInt(18, 90)).append(',');
            text.append(random.nextInt(4) == 0 ? changed ? "<b>&XX" : "FR" : random.nextBoolean() ? "DE" : "US");
            text.append(',').append(random.nextInt(3) == 0).append(",comment ");
            text.append("x".repeat(random.nextInt(40))).append(i).append('\n');
        }
        Files.writeString(folder.resolve(name), text);
    }

    private Report run(Path config) throws IOException, FailureException {
        return job.run(config).report();
    }

    private Path report(String extension) {
        return folder.resolve("reports/fraud-20261121T000000Z." + extension);
    }

    private Path config(String more) throws IOException {
        return write(text(more));
    }

    private static String text(String more) {
        return "{\"name\": \"fraud\", \"reference\": {\"csv\": {\"file\": \"@/ref.csv\"}},"
                + " \"current\": {\"csv\": {\"file\": \"@/cur.csv\"}}," + more + FIELDS + "}";
    }

    private Path write(String config) throws IOException {
        return Files.writeString(folder.resolve("config.json"), config.replace("@", folder.toString()));
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

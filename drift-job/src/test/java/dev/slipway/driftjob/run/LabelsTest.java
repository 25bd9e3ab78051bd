package dev.slipway.driftjob.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.driftjob.report.PerformanceFinding;
import dev.slipway.driftjob.report.Report;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels in a file beside predictions in a file. */
class LabelsTest {
    private static final int ROWS = 2_000;

    @TempDir
    Path folder;

    @Test
    void labels_that_no_prediction_can_equal_are_a_problem_and_no_bad_performance() throws Exception {
        Report report = run("0", "1", "no", "yes", "\"metric\": \"accuracy\", \"floor\": 0.7", "");
        assertThat(report.performance().orElseThrow().measured()).isEmpty();
        assertThat(report.performanceDegraded()).isFalse();
        assertThat(report.problems())
                .contains("labels: y has no, yes where prediction has 0, 1: they cannot be equal and are not measured;"
                        + " write both alike");
    }

    @Test
    void labels_and_classes_that_are_the_same_names_match() throws Exception {
        Report report = run("no", "yes", "no", "yes", "\"metric\": \"accuracy\", \"floor\": 0.7", "");
        assertThat(measured(report).value()).isCloseTo(0.75, within(0.03));
        assertThat(report.performanceDegraded()).isFalse();
        Report truth = run("0", "1", "False", "True", "\"metric\": \"accuracy\", \"floor\": 0.7", "");
        assertThat(measured(truth).value()).isCloseTo(0.75, within(0.03));
    }

    @Test
    void a_score_below_one_half_is_of_class_one_and_no_confidence() throws Exception {
        String auc = "\"metric\": \"auc\", \"floor\": 0.6";
        double told = measured(run("0", "1", "0", "1", auc, ", \"kind\": \"Probability\""))
                .value();
        Report seen = run("0", "1", "0", "1", auc, "");
        assertThat(measured(seen).value()).isEqualTo(told).isCloseTo(0.83, within(0.03));
        assertThat(seen.performanceDegraded()).isFalse();
    }

    @Test
    void keys_are_the_same_only_as_they_are_written() throws Exception {
        Report report = run("0", "1", "0", "1", "\"metric\": \"accuracy\", \"floor\": 0.1", "");
        assertThat(report.performance().orElseThrow().labels()).isEqualTo(ROWS);
    }

    /** Scores are uniform, and a label is 1 as often as its score says. Keys of predictions alone look like numbers. */
    private Report run(String no, String yes, String wrong, String right, String metric, String prediction)
            throws IOException, FailureException {
        SplittableRandom random = new SplittableRandom(11);
        StringBuilder rows = new StringBuilder("request_id,x,score,prediction\n");
        StringBuilder labels = new StringBuilder("request_id,y\nA01," + wrong + "\n");
        for (int i = 0; i < ROWS; i++) {
            double score = random.nextDouble();
            String id = "%05d".formatted(i);
            rows.append(id + "," + i % 100 + "," + score + "," + (score > 0.5 ? yes : no))
                    .append('\n');
            labels.append(id + "," + (random.nextDouble() < score ? right : wrong))
                    .append('\n');
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        Files.writeString(folder.resolve("labels.csv"), labels);
        String config =
                "{\"reference\": {\"csv\": {\"file\": \"@/rows.csv\"}}, \"current\": {\"csv\": {\"file\": \"@/rows.csv\"}},"
                        + " \"prediction\": {\"column\": \"score\"" + prediction + "},"
                        + " \"labels\": {\"csv\": {\"file\": \"@/labels.csv\", \"labelColumn\": \"y\"}, \"performance\": {"
                        + metric + "}}}";
        Path file = Files.writeString(folder.resolve("config.json"), config.replace("@", folder.toString()));
        return new Job(Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC))
                .run(file)
                .report();
    }

    private static PerformanceFinding.Value measured(Report report) {
        return report.performance().orElseThrow().measured().orElseThrow();
    }
}

package dev.slipway.driftjob.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.report.HtmlReport;
import dev.slipway.driftjob.report.JsonReport;
import dev.slipway.driftjob.report.Report;
import dev.slipway.driftjob.statistics.GoldenFile;
import dev.slipway.driftjob.statistics.Samples;
import dev.slipway.workload.json.JsonDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over files whose reports have the scores of Evidently 0.7.23's reports (golden_evidently.py). */
class EvidentlyCompatTest {
    private static final String THRESHOLD =
            "\"evidentlyCompat\": true, \"decision\": {\"method\": \"Threshold\", \"delta\": 0.1}";

    @TempDir
    Path folder;

    @Test
    void scores_of_numbers_are_those_of_evidently() throws Exception {
        for (GoldenFile.Case c : golden("columnsOfNumbers")) {
            csv("reference.csv", c.whole("seed"), c.whole("n"), c.text("shape"), 0, c.flag("gaps"));
            csv("current.csv", c.whole("other"), c.whole("m"), c.text("otherShape"), c.number("shift"), c.flag("gaps"));
            String methods = "\"numeric\": {\"methods\": [\"psi\", \"js\", \"wasserstein\", \"kl\"]}, " + THRESHOLD;
            agree(run(methods), c);
        }
    }

    @Test
    void scores_of_names_are_those_of_evidently() throws Exception {
        for (GoldenFile.Case c : golden("columnsOfNames")) {
            double[] nulls = c.numbers("nulls");
            names("reference.csv", c.numbers("x"), nulls[0], c.flag("bools"));
            names("current.csv", c.numbers("y"), nulls[1], c.flag("bools"));
            agree(run("\"categorical\": {\"methods\": [\"psi\", \"js\", \"chi2\"]}, " + THRESHOLD), c);
        }
    }

    @Test
    void a_threshold_for_the_chi_squared_p_value_decides_as_in_evidently() throws Exception {
        String chi2 = "\"categorical\": {\"methods\": [\"chi2\"]}, " + THRESHOLD;
        names("reference.csv", new double[] {300, 500}, 0, false);
        names("current.csv", new double[] {330, 440}, 0, false);
        Report report = run(chi2);
        Finding drift = report.findings().getFirst();
        assertThat(drift.method()).isEqualTo("chi2");
        assertThat(drift.threshold()).isEqualTo(0.05);
        assertThat(drift.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(new String(HtmlReport.of(report), StandardCharsets.UTF_8))
                .contains("chi2 p 0.002136, drift below 0.05");
        String lower = ", \"overrides\": [{\"name\": \"c\", \"methods\": [\"chi2\"], \"threshold\": 0.001}]";
        assertThat(run(chi2 + lower).findings().getFirst().verdict()).isEqualTo(Verdict.NO_DRIFT);
    }

    /** By our bins the outlier hides nothing; by Evidently's it does. */
    @Test
    void without_it_scores_are_our_own() throws Exception {
        csv("reference.csv", 1, 3_000, "outlier", 0, false);
        csv("current.csv", 2, 3_000, "outlier", 0.6, false);
        String psi = "\"numeric\": {\"methods\": [\"psi\"]}, ";
        assertThat(run(psi + THRESHOLD).verdict()).isEqualTo(Verdict.NO_DRIFT);
        assertThat(run(psi + THRESHOLD.replace("true", "false")).verdict()).isEqualTo(Verdict.DRIFT);
    }

    @Test
    void where_they_cannot_be_had_the_report_says_why_and_our_own_do_not_take_their_name() throws Exception {
        csv("reference.csv", 1, 3_000, "smooth", 0, false);
        csv("current.csv", 2, 3_000, "smooth", 0.05, false);
        Path file = config(
                "\"reference\": {\"csv\": {\"file\": \"@/reference.csv\"}}, \"output\": {\"profile\": \"@/x.slpf\"}, ",
                "");
        new Job(Clock.systemUTC()).profile(file);
        String override = "\"overrides\": [{\"name\": \"c\", \"methods\": [\"psi\"], \"threshold\": 0.001}], ";
        Path profile = config("\"reference\": {\"profile\": {\"uri\": \"@/x.slpf\"}}, ", override + THRESHOLD);
        Finding finding =
                new Job(Clock.systemUTC()).run(profile).report().findings().getFirst();
        assertThat(finding.scores()).containsOnlyKeys("ks");
        assertThat(finding.threshold()).isEqualTo(0.1);
        assertThat(finding.verdict()).isEqualTo(Verdict.NO_DRIFT);
        assertThat(finding.messages()).anyMatch(m -> m.contains("no scores as Evidently's") && m.contains("a profile"));
    }

    @Test
    void of_times_and_texts_and_numbers_of_segments_and_many_names_there_are_none() throws Exception {
        StringBuilder rows = new StringBuilder("t,text,many,c,by\n");
        for (int i = 0; i < 12_000; i++) {
            rows.append("2026-01-%02d,text %d,name %d,%d,%s\n"
                    .formatted(1 + i % 28, i, i * 5 / 12, i % 50, i % 2 == 0 ? "a" : "b"));
        }
        Files.writeString(folder.resolve("reference.csv"), rows);
        Files.writeString(folder.resolve("current.csv"), rows);
        Report report = run(THRESHOLD
                + ", \"segments\": {\"by\": [\"by\"]}, \"vectors\": [{\"name\": \"v\", \"columns\": [\"c\"]}]");
        assertThat(says(report, "t")).contains("it compares no times");
        assertThat(says(report, "text")).contains("lengths");
        assertThat(says(report, "many")).contains("more than 4096 levels");
        assertThat(says(report, "v")).contains("vectors");
        assertThat(says(report, "t [by=a]")).contains("it compares no times");
        Report plain = run(THRESHOLD + ", \"ignore\": [\"t\", \"text\", \"many\"], \"segments\": {\"by\": [\"by\"]}");
        assertThat(says(plain, "c [by=a]")).contains("segment");
        assertThat(says(plain, "c")).isEmpty();
    }

    private static String says(Report report, String feature) {
        Finding finding = report.findings().stream()
                .filter(f -> f.feature().equals(feature))
                .findFirst()
                .orElseThrow();
        return String.join(
                "",
                finding.messages().stream().filter(m -> m.contains("Evidently")).toList());
    }

    private static void agree(Report report, GoldenFile.Case c) throws Exception {
        Map<?, ?> document = (Map<?, ?>) JsonDocument.read(JsonReport.of(report));
        Map<?, ?> feature = (Map<?, ?>) ((List<?>) requireNonNull(document.get("features"))).getFirst();
        Map<?, ?> scores = (Map<?, ?>) requireNonNull(feature.get("scores"));
        for (Map.Entry<?, ?> expected : c.part("scores").fields().entrySet()) {
            Map<?, ?> score =
                    (Map<?, ?>) requireNonNull(scores.get(expected.getKey()), () -> "%s: %s".formatted(c, feature));
            double value = value(expected.getValue());
            for (String bound : List.of("low", "high")) {
                assertThat(((Number) requireNonNull(score.get(bound))).doubleValue())
                        .as("%s of %s", expected.getKey(), c)
                        .isCloseTo(value, within(1e-10 * Math.max(1, value)));
            }
        }
    }

    /** Of a single level Evidently's p-value is NaN, which is no drift; ours is 1. */
    private static double value(@Nullable Object expected) {
        return expected == null ? 1 : ((Number) expected).doubleValue();
    }

    private static List<GoldenFile.Case> golden(String section) throws Exception {
        return GoldenFile.read(GoldenFile.COMMITTED.resolveSibling("evidently.json"))
                .cases(section);
    }

    private Report run(String features) throws Exception {
        Path file = config("\"reference\": {\"csv\": {\"file\": \"@/reference.csv\"}}, ", features);
        return new Job(Clock.systemUTC()).run(file).report();
    }

    private Path config(String reference, String features) throws Exception {
        String text = "{" + reference
                + "\"current\": {\"csv\": {\"file\": \"@/current.csv\"}, \"minRows\": 1}, \"features\": {" + features
                + "}}";
        return Files.writeString(folder.resolve("config.json"), text.replace("@", folder.toString()));
    }

    private void csv(String name, int seed, int size, String shape, double shift, boolean gaps) throws Exception {
        double[] values = Samples.sample(seed, size, shape, shift);
        StringBuilder text = new StringBuilder("c\n");
        for (int i = 0; i < size; i++) {
            String value = ColumnData.text(values[i]);
            if (gaps) {
                value = i % 29 == 7 ? "-inf" : i % 23 == 5 ? "inf" : i % 17 == 3 ? "" : value;
            }
            text.append(value).append('\n');
        }
        Files.writeString(folder.resolve(name), text);
    }

    private void names(String file, double[] counts, double nulls, boolean bools) throws Exception {
        StringBuilder text = new StringBuilder("c\n");
        for (int i = 0; i < counts.length; i++) {
            String name = bools ? (i == 0 ? "True" : "False") : "level " + i;
            text.repeat(name + "\n", (int) counts[i]);
        }
        text.repeat("\n", (int) nulls);
        Files.writeString(folder.resolve(file), text.toString(), StandardCharsets.UTF_8);
    }
}

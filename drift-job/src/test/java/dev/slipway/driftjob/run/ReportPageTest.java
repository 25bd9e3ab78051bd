package dev.slipway.driftjob.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.report.HtmlReport;
import dev.slipway.driftjob.report.JsonReport;
import dev.slipway.driftjob.report.PerformanceFinding;
import dev.slipway.driftjob.report.Report;
import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the fields of a report of everything that there can be: labels, an estimate, times, levels, huge numbers. */
class ReportPageTest {
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
    private static final int ROWS = 4_000;

    @TempDir
    Path folder;

    @BeforeEach
    void rows() throws IOException {
        predictions("reference.csv", 1, false);
        predictions("current.csv", 2, true);
    }

    @Test
    void performance_stands_at_the_top_with_what_it_is_compared_with() throws Exception {
        String page = page();
        assertThat(page).contains("performance degraded</span></h1>");
        assertThat(page.indexOf("<h2>Performance</h2>")).isBetween(0, page.indexOf("features drifted"));
        String card = page.substring(page.indexOf("<h2>Performance</h2>"), page.indexOf("features drifted"));
        assertThat(card)
                .contains("accuracy, by labels", "<td>0.7</td><td>0.02</td>", "auc, estimated without labels")
                .contains("worse than 0.7", "DDM ")
                .containsPattern("<b>0\\.2[0-9]+</b> &plusmn; 0\\.0[0-9]+</td><td>0\\.7[0-9]+</td>")
                .contains("labels, 2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z");
        assertThat(page).contains("Rows of 2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z");
    }

    @Test
    void a_feature_shows_its_p_values_and_the_levels_that_came_and_went() throws Exception {
        assertThat(page())
                .contains("<tr><th>method</th><th>score</th><th>p</th></tr>", "&lt; 1e-9", "p after correction")
                .containsPattern("<b>New:</b> XX [0-9.]+ %")
                .containsPattern("<b>Vanished:</b> FR [0-9.]+ %");
    }

    @Test
    void times_are_dates_and_no_number_is_an_overflow() throws Exception {
        String page = page();
        assertThat(page)
                .contains("2026-01-01 00:", ">2026-01-01</text>", "outside the range of the reference, 2026-01-01")
                .doesNotContain("1.76", "1.77", "1767", "NaN", "Infinity", "e+04", "e+05");
        String huge = page.substring(page.indexOf("<h2>huge"));
        assertThat(huge.substring(0, huge.indexOf("</section>")))
                .contains(">-1e+308</text>", ">1.5e+308</text>", "too large for their squares")
                .contains("<td>deviation</td><td>–</td>");
        assertThat(page).doesNotContain("http:", "https:", "src=", "url(");
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(HtmlReport.MAX_BYTES);
    }

    @Test
    void every_field_of_a_report_is_named_in_its_reference() throws Exception {
        String reference = Files.readString(Path.of("../docs/reference/drift-report.md"));
        Set<String> names = new TreeSet<>();
        fields(JsonDocument.read(JsonReport.of(report())), names);
        assertThat(names).contains("window", "role", "performance", "vanishedLevels", "floor", "resolved");
        assertThat(names).allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    }

    /** Names of methods and detectors are values here. */
    private static void fields(@Nullable Object value, Set<String> names) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((name, inner) -> {
                    names.add(String.valueOf(name));
                    if (!Set.of("scores", "detectors").contains(String.valueOf(name))) {
                        fields(inner, names);
                    } else if (inner instanceof Map<?, ?> methods) {
                        methods.values().forEach(method -> fields(method, names));
                    }
                });
            case List<?> list -> list.forEach(inner -> fields(inner, names));
            case null, default -> {}
        }
    }

    private String page() throws Exception {
        return new String(HtmlReport.of(report()), StandardCharsets.UTF_8);
    }

    /** Of rows in files there are no windows: one is put beside what was found. */
    private Report report() throws Exception {
        String config = """
                {"name": "fraud", "reference": {"csv": {"file": "@/reference.csv", "labelColumn": "y"}},
                 "current": {"csv": {"file": "@/current.csv"}}, "features": {"ignore": ["request_id"]},
                 "prediction": {"kind": "Probability"},
                 "labels": {"csv": {"file": "@/labels.csv", "labelColumn": "y"}, "detectors": [{"type": "DDM"}],
                            "performance": {"metric": "accuracy", "floor": 0.7, "minDrop": 0.02}},
                 "estimate": {"metric": "auc"}, "state": {"directory": "@/state"}}
                """;
        Path file = Files.writeString(folder.resolve("config.json"), config.replace("@", folder.toString()));
        Report r = new Job(Clock.fixed(START.plus(Duration.ofDays(1)), ZoneOffset.UTC))
                .run(file)
                .report();
        Optional<Report.Period> day = Optional.of(new Report.Period(START, START.plus(Duration.ofDays(1))));
        return new Report(
                r.name(),
                r.time(),
                r.seconds(),
                r.verdict(),
                r.driftedShare(),
                r.firing(),
                r.resolved(),
                day,
                r.reference(),
                r.current(),
                r.findings(),
                r.performance()
                        .map(p -> new PerformanceFinding(
                                day,
                                p.measured(),
                                p.estimated(),
                                p.labels(),
                                p.detectors(),
                                p.degraded(),
                                p.reasons())),
                r.failedExpectations(),
                r.problems(),
                r.trend());
    }

    private void predictions(String name, int seed, boolean now) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder rows =
                new StringBuilder("request_id,seen,country,amount,huge,score,prediction" + (now ? "" : ",y") + "\n");
        StringBuilder labels = new StringBuilder("request_id,y\n");
        Instant from = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(now ? 20 : 0));
        for (int i = 0; i < ROWS; i++) {
            double score = random.nextDouble();
            int y = random.nextDouble() < score != now ? 1 : 0;
            rows.append(name.charAt(0)).append(i).append(',');
            rows.append(from.plusSeconds(i == 0 ? 30 : random.nextInt(40 * 86_400)))
                    .append(',');
            rows.append(List.of("DE", "US", now ? "XX" : "FR").get(random.nextInt(3)))
                    .append(',');
            rows.append(60_000 + 900 * random.nextGaussian()).append(',');
            rows.append(List.of("1e308", "-1e308", "1.5e308").get(random.nextInt(3)))
                    .append(',');
            rows.append(score)
                    .append(',')
                    .append(score > 0.5 ? 1 : 0)
                    .append(now ? "" : "," + y)
                    .append('\n');
            labels.append(name.charAt(0)).append(i).append(',').append(y).append('\n');
        }
        Files.writeString(folder.resolve(name), rows);
        if (now) {
            Files.writeString(folder.resolve("labels.csv"), labels);
        }
    }
}

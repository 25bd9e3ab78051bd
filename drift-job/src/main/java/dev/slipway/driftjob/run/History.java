package dev.slipway.driftjob.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.decision.WindowHistory;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.report.Report;
import dev.slipway.workload.json.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last runs as JSON. What cannot be read starts a new history, and the report says so. */
final class History {
    static final String FILE = "history.json";
    static final int LENGTH = 60;

    private History() {}

    static List<Report.PastRun> read(Optional<byte[]> kept, List<String> problems) {
        if (kept.isEmpty()) {
            return List.of();
        }
        try {
            List<Report.PastRun> runs = new ArrayList<>();
            for (Object entry : (List<?>) JsonDocument.read(kept.get())) {
                runs.add(run((Map<?, ?>) entry));
            }
            return runs;
        } catch (IOException | RuntimeException e) {
            problems.add("the history cannot be read and starts anew");
            return List.of();
        }
    }

    private static Report.PastRun run(Map<?, ?> entry) {
        List<Report.PastScore> scores = new ArrayList<>();
        if (entry.get("scores") instanceof Map<?, ?> map) {
            map.forEach((feature, score) -> {
                if (score instanceof Number number) {
                    scores.add(new Report.PastScore(String.valueOf(feature), number.doubleValue()));
                }
            });
        }
        if (entry.get("time") instanceof String time
                && entry.get("verdict") instanceof String verdict
                && verdict.matches("[DNUE-]")
                && entry.get("driftedShare") instanceof Number share) {
            Optional<Instant> end =
                    entry.get("windowEnd") instanceof String text ? Optional.of(Instant.parse(text)) : Optional.empty();
            return new Report.PastRun(Instant.parse(time), end, verdict.charAt(0), share.doubleValue(), scores);
        }
        throw new DateTimeException("an entry lacks time, verdict or driftedShare");
    }

    /** The past runs and this one; a window that was judged before is judged anew, not twice. */
    static List<Report.PastRun> with(
            List<Report.PastRun> past, DriftRun.Outcome outcome, Instant time, Optional<Instant> windowEnd) {
        List<Report.PastScore> scores = new ArrayList<>();
        for (Finding f : outcome.findings()) {
            Finding.Score score = f.scores().get(f.method());
            if (score != null && f.role() != Finding.Role.SEGMENT) {
                scores.add(new Report.PastScore(f.feature(), (score.low() + score.high()) / 2));
            }
        }
        char letter = new WindowHistory("").with(outcome.verdict()).letters().charAt(0);
        List<Report.PastRun> trend = new ArrayList<>(past);
        if (windowEnd.isPresent()) {
            trend.removeIf(run -> run.windowEnd().equals(windowEnd));
        }
        trend.add(new Report.PastRun(time, windowEnd, letter, outcome.driftedShare(), scores));
        return trend.size() <= LENGTH ? trend : trend.subList(trend.size() - LENGTH, trend.size());
    }

    static WindowHistory letters(List<Report.PastRun> trend) {
        StringBuilder letters = new StringBuilder();
        trend.forEach(run -> letters.append(run.verdict()));
        return new WindowHistory(letters.toString());
    }

    static boolean fires(List<Report.PastRun> trend, RunConfig.Alerting alerting) {
        return letters(trend).fires(alerting.fireWindows(), alerting.fireOf());
    }

    static byte[] write(List<Report.PastRun> runs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.writeStartArray();
            for (Report.PastRun run : runs) {
                out.writeStartObject();
                out.writeStringField("time", run.time().toString());
                if (run.windowEnd().isPresent()) {
                    out.writeStringField("windowEnd", run.windowEnd().get().toString());
                }
                out.writeStringField("verdict", String.valueOf(run.verdict()));
                out.writeNumberField("driftedShare", run.driftedShare());
                out.writeObjectFieldStart("scores");
                for (Report.PastScore score : run.scores()) {
                    if (Double.isFinite(score.score())) {
                        out.writeNumberField(score.feature(), score.score());
                    }
                }
                out.writeEndObject();
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        return bytes.toByteArray();
    }
}

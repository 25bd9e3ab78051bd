package dev.slipway.driftjob.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.report.Report;
import dev.slipway.workload.json.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The last runs in a JSON file. A file that cannot be read starts a new history, and the report says so. */
final class History {
    static final int LENGTH = 30;

    private History() {}

    static List<Report.PastRun> read(Path file, List<String> problems) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<Report.PastRun> runs = new ArrayList<>();
            for (Object entry : (List<?>) JsonDocument.read(Files.readAllBytes(file))) {
                runs.add(run((Map<?, ?>) entry));
            }
            return runs;
        } catch (IOException | RuntimeException e) {
            problems.add("the history " + file.getFileName() + " cannot be read and starts anew");
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
            return new Report.PastRun(Instant.parse(time), verdict.charAt(0), share.doubleValue(), scores);
        }
        throw new DateTimeException("an entry lacks time, verdict or driftedShare");
    }

    static byte[] write(List<Report.PastRun> runs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.writeStartArray();
            for (Report.PastRun run : runs) {
                out.writeStartObject();
                out.writeStringField("time", run.time().toString());
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

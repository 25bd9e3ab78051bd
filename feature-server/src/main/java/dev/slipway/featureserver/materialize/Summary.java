package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.failure.Reason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run did, as the operator reads it from the termination message (docs/reference/feature-server.md).
 *
 * @param view the view
 * @param failure why it failed, if it did
 * @param start when it began
 * @param finish when it ended
 * @param durationMillis how long it took, by a clock that never jumps
 * @param progress what is remembered now; absent where that could not be read
 * @param rows what happened to rows
 * @param quarantineTable where rows were set apart
 * @param verdicts rules
 */
public record Summary(
        String view,
        Optional<Failure> failure,
        Instant start,
        Instant finish,
        long durationMillis,
        Optional<Progress> progress,
        Rows rows,
        Optional<String> quarantineTable,
        List<Rules.Verdict> verdicts) {

    private static final int LONGEST_MESSAGE = 160;

    /**
     * Counts of rows.
     *
     * @param read latest rows that PostgreSQL gave
     * @param written rows that Redis took
     * @param skipped rows of which Redis had a newer one
     * @param late rows read whose event time lies before the watermark of the run before
     * @param quarantined rows set apart
     */
    public record Rows(long read, long written, long skipped, long late, long quarantined) {}

    /** Newest event time written in all runs; empty before the first row. */
    public String watermark() {
        return progress.map(Progress::watermark).orElse("");
    }

    /** One JSON object of at most 4 KB. */
    public String json() {
        List<Rules.Verdict> told = new ArrayList<>(verdicts);
        told.sort(Comparator.comparing(Rules.Verdict::passed));
        String json = json(told);
        while (json.getBytes(StandardCharsets.UTF_8).length > TerminationLog.MAX_BYTES && !told.isEmpty()) {
            told.removeLast();
            json = json(told);
        }
        return json;
    }

    private String json(List<Rules.Verdict> told) {
        StringBuilder json = new StringBuilder("{");
        text(json, "view", view);
        text(json, "result", result());
        failure.ifPresent(why -> {
            text(json, "reason", why.reason().name());
            text(json, "message", why.message());
        });
        text(json, "startTime", start.truncatedTo(ChronoUnit.MILLIS).toString());
        text(json, "finishTime", finish.truncatedTo(ChronoUnit.MILLIS).toString());
        number(json, "durationMillis", durationMillis);
        progress.flatMap(Progress::entities).ifPresent(entities -> number(json, "rows", entities));
        number(json, "rowsRead", rows.read());
        number(json, "rowsWritten", rows.written());
        number(json, "rowsSkipped", rows.skipped());
        number(json, "rowsLate", rows.late());
        number(json, "rowsQuarantined", rows.quarantined());
        progress.ifPresent(now -> {
            number(json, "totalRowsWritten", now.rows());
            text(json, "eventTimeWatermark", now.watermark());
            text(json, "cursor", now.cursor());
        });
        if (!verdicts.isEmpty()) {
            json.append(",\"validation\":").append(validation(told));
        }
        return json.append('}').toString();
    }

    private String result() {
        return failure.map(why -> why.reason() == Reason.ValidationFailed ? "Blocked" : "Failed")
                .orElse("Succeeded");
    }

    private String validation(List<Rules.Verdict> told) {
        long passed = verdicts.stream().filter(Rules.Verdict::passed).count();
        StringBuilder json = new StringBuilder("{\"passed\":").append(passed);
        number(json, "failed", verdicts.size() - passed);
        quarantineTable.ifPresent(table -> text(json, "quarantineTable", table));
        json.append(",\"rules\":[");
        for (int i = 0; i < told.size(); i++) {
            Rules.Verdict verdict = told.get(i);
            json.append(i == 0 ? "{" : ",{");
            text(json, "rule", verdict.rule());
            json.append(",\"passed\":").append(verdict.passed());
            text(json, "message", JsonText.shortened(verdict.message(), LONGEST_MESSAGE));
            json.append('}');
        }
        return json.append("]}").toString();
    }

    /** What is empty is not known, and absent. */
    private static void text(StringBuilder json, String name, String value) {
        if (!value.isEmpty()) {
            json.append(json.charAt(json.length() - 1) == '{' ? "\"" : ",\"")
                    .append(name)
                    .append("\":")
                    .append(JsonText.quote(value));
        }
    }

    private static void number(StringBuilder json, String name, long value) {
        json.append(",\"").append(name).append("\":").append(value);
    }
}

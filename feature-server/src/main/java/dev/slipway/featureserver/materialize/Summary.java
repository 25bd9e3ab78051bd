package dev.slipway.featureserver.materialize;

import dev.slipway.workload.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run did, as the operator reads it from the termination message.
 *
 * @param view the view
 * @param rowsRead latest rows that PostgreSQL gave
 * @param rowsWritten rows that Redis took
 * @param rowsOlder rows of which Redis had a newer one
 * @param rowsLate rows written whose event time lies before the watermark of the last run
 * @param rowsQuarantined rows set apart
 * @param totalRows rows written in all runs
 * @param cursor what has been read
 * @param watermark newest event time written, in all runs
 * @param durationMillis how long it took
 * @param verdicts rules
 */
public record Summary(
        String view,
        long rowsRead,
        long rowsWritten,
        long rowsOlder,
        long rowsLate,
        long rowsQuarantined,
        long totalRows,
        String cursor,
        String watermark,
        long durationMillis,
        List<Rules.Verdict> verdicts) {

    private static final int MOST_VERDICTS = 16;

    /** One JSON object of at most 4 KB. */
    public String json() {
        String rules = verdicts.stream()
                .filter(verdict -> !verdict.passed())
                .limit(MOST_VERDICTS)
                .map(verdict -> "{\"rule\":" + JsonText.quote(verdict.rule()) + ",\"message\":"
                        + JsonText.quote(verdict.message()) + "}")
                .collect(Collectors.joining(",", "[", "]"));
        long passed = verdicts.stream().filter(Rules.Verdict::passed).count();
        return "{\"view\":" + JsonText.quote(view) + ",\"rowsRead\":" + rowsRead + ",\"rowsWritten\":" + rowsWritten
                + ",\"rowsOlder\":" + rowsOlder + ",\"rowsLate\":" + rowsLate + ",\"rowsQuarantined\":"
                + rowsQuarantined + ",\"totalRows\":" + totalRows + ",\"cursor\":" + JsonText.quote(cursor)
                + ",\"watermark\":" + JsonText.quote(watermark) + ",\"durationMillis\":" + durationMillis
                + ",\"validation\":{\"passed\":" + passed + ",\"failed\":" + rules + "}}";
    }
}

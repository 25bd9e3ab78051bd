package dev.slipway.driftjob.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.decision.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** What the operator copies into status: at most {@value #MAX_BYTES} bytes, since a termination log takes no more. */
public final class Summary {
    public static final int MAX_BYTES = 4096;

    private static final int LONGEST = 120;

    private Summary() {}

    /** Shows as many features as fit, the worst first. */
    public static byte[] of(Report report) throws IOException {
        for (int shown = 20; shown > 0; shown--) {
            byte[] summary = of(report, shown);
            if (summary.length <= MAX_BYTES) {
                return summary;
            }
        }
        return of(report, 0);
    }

    private static byte[] of(Report report, int shown) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("verdict", report.verdict().name());
            out.writeNumberField("driftedShare", report.driftedShare());
            out.writeBooleanField("firing", report.firing());
            out.writeNumberField("rows", report.current().rows());
            out.writeBooleanField("complete", report.current().complete());
            out.writeNumberField("features", report.findings().size());
            out.writeNumberField("drifted", report.count(Verdict.DRIFT));
            out.writeNumberField("undecided", report.count(Verdict.UNDECIDED));
            out.writeNumberField("errors", report.count(Verdict.ERROR));
            strings(out, "failedExpectations", report.failedExpectations(), shown / 2);
            strings(out, "problems", report.problems(), Math.max(1, shown / 4));
            out.writeArrayFieldStart("worst");
            for (Finding finding : report.findings().stream().limit(shown).toList()) {
                feature(out, finding);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void feature(JsonGenerator out, Finding finding) throws IOException {
        Finding.Score score = finding.scores().get(finding.method());
        out.writeStartObject();
        out.writeStringField("feature", shorten(finding.feature()));
        out.writeStringField("verdict", finding.verdict().name());
        out.writeStringField("method", finding.method());
        if (score != null && Double.isFinite(score.low() + score.high())) {
            out.writeNumberField("score", (score.low() + score.high()) / 2);
        }
        out.writeNumberField("threshold", finding.threshold());
        if (finding.outcome() != null && Double.isFinite(finding.outcome().adjustedP())) {
            out.writeNumberField("pValue", finding.outcome().adjustedP());
        }
        out.writeEndObject();
    }

    private static void strings(JsonGenerator out, String field, List<String> all, int most) throws IOException {
        out.writeArrayFieldStart(field);
        for (String text : all.stream().limit(most).toList()) {
            out.writeString(shorten(text));
        }
        out.writeEndArray();
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}

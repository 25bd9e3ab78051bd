package dev.slipway.driftjob.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.decision.Verdict;
import dev.slipway.workload.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the operator copies into status: at most {@value #MAX_BYTES} bytes, since a termination log takes no more. */
public final class Summary {
    public static final int MAX_BYTES = 4096;

    private static final int LONGEST = 120;

    private final JsonGenerator out;

    private Summary(JsonGenerator out) {
        this.out = out;
    }

    /**
     * Shows as many features as fit, the worst first.
     *
     * @param address of the report; empty where it went nowhere
     */
    public static byte[] of(Report report, String address) throws IOException {
        for (int shown = 20; shown > 0; shown--) {
            byte[] summary = of(report, address, shown);
            if (summary.length <= MAX_BYTES) {
                return summary;
            }
        }
        return of(report, address, 0);
    }

    private static byte[] of(Report report, String address, int shown) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            new Summary(out).write(report, address, shown);
        }
        return bytes.toByteArray();
    }

    private void write(Report report, String address, int shown) throws IOException {
        out.writeStartObject();
        out.writeStringField("command", "run");
        out.writeStringField("verdict", report.verdict().word());
        number("driftedShare", report.driftedShare());
        out.writeBooleanField("firing", report.firing());
        out.writeBooleanField("resolved", report.resolved());
        out.writeBooleanField("performanceDegraded", report.performanceDegraded());
        StringBuilder history = new StringBuilder();
        report.trend().forEach(run -> history.append(run.verdict()));
        out.writeStringField("history", history.toString());
        read(report);
        Report.Reference reference = report.reference();
        out.writeObjectFieldStart("reference");
        out.writeNumberField("rows", reference.side().rows());
        out.writeBooleanField("ready", reference.ready());
        text("hash", reference.hash());
        out.writeEndObject();
        out.writeNumberField("features", report.whole().size());
        out.writeNumberField("undecided", report.count(Verdict.UNDECIDED));
        out.writeNumberField("errors", report.count(Verdict.ERROR));
        out.writeNumberField("segmentsDrifted", report.segmentsDrifted());
        Optional<Finding> worst = report.findings().stream()
                .filter(f -> f.role() != Finding.Role.SEGMENT || f.verdict() == Verdict.DRIFT)
                .filter(f -> f.scores().containsKey(f.method()))
                .findFirst();
        if (worst.isPresent()) {
            out.writeFieldName("worst");
            feature(worst.get());
        }
        out.writeArrayFieldStart("drifted");
        for (Finding finding : report.findings().stream()
                .filter(f -> f.verdict() == Verdict.DRIFT)
                .limit(shown)
                .toList()) {
            feature(finding);
        }
        out.writeEndArray();
        strings("failedExpectations", report.failedExpectations(), shown);
        strings("problems", report.problems(), Math.max(1, shown / 2));
        if (report.performance().isPresent()) {
            performance(report.performance().get());
        }
        text("report", address);
        out.writeEndObject();
    }

    private void read(Report report) throws IOException {
        if (report.window().isPresent()) {
            out.writeObjectFieldStart("window");
            out.writeStringField("start", report.window().get().start().toString());
            out.writeStringField("end", report.window().get().end().toString());
            out.writeEndObject();
        }
        out.writeNumberField("rows", report.current().rows());
        out.writeNumberField("bytes", report.current().bytes());
        out.writeBooleanField("complete", report.current().complete());
        number("sampled", report.current().sampled());
    }

    private void performance(PerformanceFinding performance) throws IOException {
        out.writeObjectFieldStart("performance");
        if (performance.measured().isPresent()) {
            PerformanceFinding.Value measured = performance.measured().get();
            out.writeStringField("metric", measured.metric());
            number("reference", measured.reference());
            number("measured", measured.value());
        }
        if (performance.estimated().isPresent()) {
            PerformanceFinding.Value estimated = performance.estimated().get();
            out.writeStringField("estimatedMetric", estimated.metric());
            number("estimatedReference", estimated.reference());
            number("estimated", estimated.value());
        }
        out.writeNumberField("labels", performance.labels());
        out.writeObjectFieldStart("detectors");
        for (Map.Entry<String, String> entry : performance.detectors().entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void feature(Finding finding) throws IOException {
        Finding.Score score = finding.scores().get(finding.method());
        out.writeStartObject();
        out.writeStringField("feature", JsonText.shortened(finding.feature(), LONGEST));
        out.writeStringField("method", finding.method());
        if (score != null) {
            number("score", (score.low() + score.high()) / 2);
        }
        if (finding.outcome() != null) {
            number("pValue", finding.outcome().adjustedP());
        }
        number("threshold", finding.threshold());
        out.writeEndObject();
    }

    private void number(String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumberField(
                    field,
                    Math.abs(value) < 1e-300 ? 0 : Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)));
        }
    }

    private void text(String field, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(field, JsonText.shortened(value, LONGEST));
        }
    }

    private void strings(String field, List<String> all, int most) throws IOException {
        out.writeArrayFieldStart(field);
        for (String text : all.stream().limit(most).toList()) {
            out.writeString(JsonText.shortened(text, LONGEST));
        }
        out.writeEndArray();
    }
}

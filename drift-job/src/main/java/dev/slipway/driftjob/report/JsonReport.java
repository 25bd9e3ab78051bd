package dev.slipway.driftjob.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report as JSON; its schema is in docs/reference/drift-report.md. Numbers that JSON cannot carry are left out. */
public final class JsonReport {
    private final JsonGenerator out;

    private JsonReport(JsonGenerator out) {
        this.out = out;
    }

    public static byte[] of(Report report) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = new JsonFactory().createGenerator(bytes)) {
            generator.useDefaultPrettyPrinter();
            new JsonReport(generator).write(report);
        }
        return bytes.toByteArray();
    }

    private void write(Report report) throws IOException {
        out.writeStartObject();
        out.writeStringField("schema", "slipway.dev/drift-report/v1");
        out.writeStringField("name", report.name());
        out.writeStringField("time", report.time().toString());
        number("seconds", report.seconds());
        out.writeStringField("verdict", report.verdict().word());
        number("driftedShare", report.driftedShare());
        out.writeBooleanField("firing", report.firing());
        out.writeBooleanField("resolved", report.resolved());
        out.writeBooleanField("performanceDegraded", report.performanceDegraded());
        window(report.window());
        side("reference", report.reference().side());
        side("current", report.current());
        if (report.performance().isPresent()) {
            performance(report.performance().get());
        }
        strings("failedExpectations", report.failedExpectations());
        strings("problems", report.problems());
        out.writeArrayFieldStart("features");
        for (Finding finding : report.findings()) {
            finding(finding);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void window(Optional<Report.Period> window) throws IOException {
        if (window.isPresent()) {
            out.writeObjectFieldStart("window");
            out.writeStringField("start", window.get().start().toString());
            out.writeStringField("end", window.get().end().toString());
            out.writeEndObject();
        }
    }

    private void side(String field, Report.Side side) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("source", side.source());
        out.writeNumberField("rows", side.rows());
        out.writeNumberField("bytes", side.bytes());
        out.writeBooleanField("complete", side.complete());
        number("sampled", side.sampled());
        out.writeEndObject();
    }

    private void performance(PerformanceFinding performance) throws IOException {
        out.writeObjectFieldStart("performance");
        window(performance.window());
        if (performance.measured().isPresent()) {
            value("measured", performance.measured().get());
        }
        if (performance.estimated().isPresent()) {
            value("estimated", performance.estimated().get());
        }
        out.writeNumberField("labels", performance.labels());
        out.writeObjectFieldStart("detectors");
        for (Map.Entry<String, String> entry : performance.detectors().entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
        out.writeBooleanField("degraded", performance.degraded());
        strings("reasons", performance.reasons());
        out.writeEndObject();
    }

    private void value(String field, PerformanceFinding.Value value) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("metric", value.metric());
        number("value", value.value());
        number("deviation", value.deviation());
        number("reference", value.reference());
        number("floor", value.floor());
        number("minDrop", value.minDrop());
        out.writeNumberField("rows", value.rows());
        out.writeEndObject();
    }

    private void finding(Finding f) throws IOException {
        out.writeStartObject();
        out.writeStringField("feature", f.feature());
        out.writeStringField("role", f.role().name().toLowerCase(Locale.ROOT));
        out.writeStringField("kind", f.kind().toLowerCase(Locale.ROOT));
        out.writeStringField("verdict", f.verdict().word());
        out.writeStringField("method", f.method());
        number("threshold", f.threshold());
        if (f.outcome() != null) {
            out.writeArrayFieldStart("confidence");
            out.writeNumber(f.outcome().confidence().low());
            out.writeNumber(f.outcome().confidence().high());
            out.writeEndArray();
            number("adjustedP", f.outcome().adjustedP());
            out.writeNumberField("rowsNeeded", f.outcome().rowsNeeded());
        }
        out.writeObjectFieldStart("scores");
        for (Map.Entry<String, Finding.Score> entry : f.scores().entrySet()) {
            Finding.Score score = entry.getValue();
            out.writeObjectFieldStart(entry.getKey());
            number("low", score.low());
            number("high", score.high());
            number("pLow", score.pLow());
            number("pHigh", score.pHigh());
            out.writeEndObject();
        }
        out.writeEndObject();
        values("reference", f.reference());
        values("current", f.current());
        levels("newLevels", f.newLevels());
        levels("vanishedLevels", f.vanishedLevels());
        strings("messages", f.messages());
        out.writeEndObject();
    }

    private void values(String field, Finding.Side side) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeNumberField("rows", side.rows());
        out.writeNumberField("nulls", side.nulls());
        out.writeNumberField("invalid", side.invalid());
        out.writeNumberField("nans", side.nans());
        out.writeNumberField("infinities", side.infinities());
        number("min", side.min());
        number("max", side.max());
        number("mean", side.mean());
        number("deviation", side.deviation());
        out.writeEndObject();
    }

    private void levels(String field, List<Finding.Level> levels) throws IOException {
        out.writeArrayFieldStart(field);
        for (Finding.Level level : levels) {
            out.writeStartObject();
            out.writeStringField("name", level.name());
            number("share", level.share());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void strings(String field, List<String> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    private void number(String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumberField(field, value);
        }
    }
}

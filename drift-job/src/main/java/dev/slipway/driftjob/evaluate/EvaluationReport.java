package dev.slipway.driftjob.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.gate.LedgerEntry;
import dev.slipway.workload.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An evaluation as JSON: the whole for the report, or the part that fits into a termination message. */
public final class EvaluationReport {
    /** A termination log takes no more. */
    public static final int MAX_SUMMARY = 4096;

    private static final int LONGEST = 120;

    private final JsonGenerator out;
    private final boolean whole;

    private EvaluationReport(JsonGenerator out, boolean whole) {
        this.out = out;
        this.whole = whole;
    }

    /** The full report. */
    public static byte[] whole(Judged judged) throws IOException {
        return written(judged, "", Integer.MAX_VALUE, true);
    }

    /** The summary, with as many rules as fit; those that failed come first. */
    public static byte[] summary(Judged judged, String address) throws IOException {
        for (int shown = 32; ; shown = shown / 2) {
            byte[] summary = written(judged, address, shown, false);
            if (summary.length <= MAX_SUMMARY || shown == 0) {
                return summary;
            }
        }
    }

    private static byte[] written(Judged judged, String address, int shown, boolean whole) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            if (whole) {
                out.useDefaultPrettyPrinter();
            }
            new EvaluationReport(out, whole).write(judged, address, shown);
        }
        return bytes.toByteArray();
    }

    private void write(Judged judged, String address, int shown) throws IOException {
        out.writeStartObject();
        if (whole) {
            out.writeStringField("schema", "slipway.dev/evaluation-report/v1");
            out.writeStringField("name", judged.name());
            out.writeStringField("time", judged.time().toString());
            number("seconds", judged.seconds());
            out.writeStringField("source", judged.source());
            out.writeNumberField("bytes", judged.read().bytes());
            number("sampled", judged.read().sampled());
            out.writeNumberField("resamples", judged.config().resamples());
            out.writeNumberField("seed", judged.config().seed());
        } else {
            out.writeStringField("command", "evaluate");
        }
        out.writeStringField("decision", judged.word());
        out.writeStringField("reason", judged.decision().reason());
        out.writeStringField("message", judged.message());
        out.writeNumberField("rows", judged.rows());
        if (judged.champion().isPresent()) {
            model("champion", judged.champion().get());
        }
        if (judged.candidate().isPresent()) {
            model("candidate", judged.candidate().get());
        }
        List<LedgerEntry> ledger = whole
                ? judged.decision().ledger()
                : failedFirst(judged.decision().ledger());
        out.writeArrayFieldStart("rules");
        for (LedgerEntry entry : ledger.stream().limit(shown).toList()) {
            entry(entry);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("problems");
        for (String problem : judged.problems()) {
            out.writeString(JsonText.shortened(problem, LONGEST));
        }
        out.writeEndArray();
        if (!address.isEmpty()) {
            out.writeStringField("report", JsonText.shortened(address, LONGEST));
        }
        out.writeEndObject();
    }

    private static List<LedgerEntry> failedFirst(List<LedgerEntry> ledger) {
        return ledger.stream()
                .sorted((a, b) -> Boolean.compare(a.passed(), b.passed()))
                .toList();
    }

    private void model(String field, Model.Identity model) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("uri", JsonText.shortened(model.uri(), LONGEST));
        if (!model.version().isEmpty()) {
            out.writeStringField("version", model.version());
        }
        if (!model.digest().isEmpty()) {
            out.writeStringField("digest", model.digest());
        }
        out.writeEndObject();
    }

    private void entry(LedgerEntry e) throws IOException {
        out.writeStartObject();
        out.writeStringField("rule", JsonText.shortened(e.rule(), LONGEST));
        if (!e.segment().isEmpty()) {
            out.writeStringField("segment", JsonText.shortened(e.segment(), LONGEST));
        }
        out.writeBooleanField("passed", e.passed());
        if (!e.reason().isEmpty()) {
            out.writeStringField("reason", e.reason());
        }
        number("champion", e.champion());
        number("candidate", e.candidate());
        number("value", e.value());
        number("low", e.low());
        number("high", e.high());
        number("bound", e.bound());
        if (whole) {
            out.writeNumberField("rows", e.rows());
            out.writeBooleanField("judged", e.judged());
            for (Map.Entry<String, Double> test : e.tests().entrySet()) {
                number(test.getKey(), test.getValue());
            }
        }
        out.writeEndObject();
    }

    private void number(String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumberField(field, whole ? value : Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)));
        }
    }
}

package dev.slipway.driftjob.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.concept.Answers;
import dev.slipway.driftjob.concept.Isotonic;
import dev.slipway.driftjob.concept.Metric;
import dev.slipway.workload.json.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well the model did on the reference, and what its scores meant there. Kept with the reference, so that both are frozen
 * together.
 *
 * @param calibration from a score to the chance of class 1, or, of many classes, from confidence to the chance of being right
 */
record Baseline(long rows, Map<Metric, Answers.Measured> metrics, Optional<Isotonic> calibration) {
    static final String FILE = "baseline.json";

    static Baseline of(Answers answers) {
        Map<Metric, Answers.Measured> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            Answers.Measured measured = answers.measure(metric);
            if (Double.isFinite(measured.value())) {
                metrics.put(metric, measured);
            }
        }
        return new Baseline(answers.size(), metrics, calibration(answers));
    }

    private static Optional<Isotonic> calibration(Answers answers) {
        int[] known = IntStream.range(0, answers.size())
                .filter(i -> answers.scores()[i] >= 0 && answers.scores()[i] <= 1)
                .toArray();
        if (!answers.binary() || known.length < answers.size() || known.length == 0) {
            return Optional.empty();
        }
        return Optional.of(Isotonic.fit(answers.scores(), answers.labels()));
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberField("rows", rows);
            out.writeObjectFieldStart("metrics");
            for (Map.Entry<Metric, Answers.Measured> entry : metrics.entrySet()) {
                out.writeArrayFieldStart(entry.getKey().name());
                out.writeNumber(entry.getValue().value());
                out.writeNumber(Math.min(1e300, entry.getValue().deviation()));
                out.writeEndArray();
            }
            out.writeEndObject();
            if (calibration.isPresent()) {
                double[][] knots = calibration.get().knots();
                out.writeFieldName("scores");
                out.writeArray(knots[0], 0, knots[0].length);
                out.writeFieldName("chances");
                out.writeArray(knots[1], 0, knots[1].length);
            }
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** IOException for bytes that are no baseline. */
    static Baseline read(byte[] bytes) throws IOException {
        try {
            Map<?, ?> document = (Map<?, ?>) JsonDocument.read(bytes);
            Map<Metric, Answers.Measured> metrics = new EnumMap<>(Metric.class);
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) field(document, "metrics")).entrySet()) {
                double[] pair = numbers(entry.getValue());
                metrics.put(Metric.valueOf((String) entry.getKey()), new Answers.Measured(pair[0], pair[1]));
            }
            Optional<Isotonic> calibration = document.containsKey("scores")
                    ? Optional.of(Isotonic.of(numbers(field(document, "scores")), numbers(field(document, "chances"))))
                    : Optional.empty();
            return new Baseline(((Number) field(document, "rows")).longValue(), metrics, calibration);
        } catch (RuntimeException e) {
            throw new IOException(FILE + " is damaged: " + e.getMessage(), e);
        }
    }

    private static Object field(Map<?, ?> document, String field) {
        Object value = document.get(field);
        if (value == null) {
            throw new IllegalArgumentException("it lacks " + field);
        }
        return value;
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }
}

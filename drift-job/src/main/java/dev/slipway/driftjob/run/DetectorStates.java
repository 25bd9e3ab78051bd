package dev.slipway.driftjob.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.concept.Answers;
import dev.slipway.driftjob.concept.Detector;
import dev.slipway.driftjob.concept.DetectorType;
import dev.slipway.driftjob.concept.Signal;
import dev.slipway.workload.json.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The detectors of a monitor and up to when they have seen labels. A signal counts for the run in which it came. */
final class DetectorStates {
    static final String FILE = "detectors.json";

    private final Map<DetectorType, Detector> detectors = new EnumMap<>(DetectorType.class);
    private Optional<Instant> seenTo = Optional.empty();

    /** Goes on from bytes that were kept; those of a detector that is new, or that cannot be read, start anew. */
    static DetectorStates of(List<DetectorType> types, Optional<byte[]> kept, List<String> problems) {
        DetectorStates states = new DetectorStates();
        types.forEach(type -> states.detectors.put(type, type.create()));
        kept.ifPresent(bytes -> {
            try {
                states.restore((Map<?, ?>) JsonDocument.read(bytes));
            } catch (IOException | RuntimeException e) {
                problems.add("the detectors' state cannot be read; they start anew");
                types.forEach(type -> states.detectors.put(type, type.create()));
                states.seenTo = Optional.empty();
            }
        });
        return states;
    }

    private void restore(Map<?, ?> document) {
        if (!(document.get("seenTo") instanceof String time)) {
            throw new DateTimeException("it lacks seenTo");
        }
        seenTo = Optional.of(Instant.parse(time));
        detectors.forEach((type, detector) -> {
            if (document.get(type.name()) instanceof List<?> state) {
                detector.restore(
                        state.stream().mapToDouble(DetectorStates::number).toArray());
            }
        });
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(String.valueOf(value));
    }

    /** The end of the labels that were seen. */
    Optional<Instant> seenTo() {
        return seenTo;
    }

    /** Feeds labels that arrived since; the strongest signal of each detector. */
    Map<String, String> feed(Answers answers, Instant to) {
        Map<String, String> signals = new LinkedHashMap<>();
        detectors.forEach((type, detector) -> {
            Signal strongest = Signal.NONE;
            for (int i = 0; i < answers.size(); i++) {
                Signal signal = detector.add(answers.error(i));
                strongest = signal.compareTo(strongest) > 0 ? signal : strongest;
            }
            signals.put(
                    type.name(),
                    switch (strongest) {
                        case NONE -> "None";
                        case WARNING -> "Warning";
                        case DRIFT -> "Drift";
                    });
        });
        seenTo = Optional.of(to);
        return signals;
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.writeStartObject();
            if (seenTo.isPresent()) {
                out.writeStringField("seenTo", seenTo.get().toString());
            }
            for (Map.Entry<DetectorType, Detector> entry : detectors.entrySet()) {
                out.writeArrayFieldStart(entry.getKey().name());
                for (double value : entry.getValue().state()) {
                    if (Double.isFinite(value)) {
                        out.writeNumber(value);
                    } else {
                        out.writeString(Double.toString(value));
                    }
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}

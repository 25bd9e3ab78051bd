package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.config.PredictionLogConfig;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.predictionlog.SegmentBuffer.Place;
import dev.slipway.workload.json.JsonText;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Records answered requests. {@link #record} runs on the request's path: it hashes the id, asks for a place in the
 * buffer and copies the tensors there. It never waits, never throws, and allocates nothing that grows with the tensors.
 */
public final class PredictionLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PredictionLog.class);

    /** A longer id, entity or arm is cut. */
    private static final int LONGEST_TEXT = 1024;

    /** An output of more entries a row is no prediction that a column could hold. */
    private static final int WIDEST_OUTPUT = 4096;

    private final RowLayout layout;
    private final int[] outputs;
    private final List<String> outputNames;
    private final String defaultArm;
    private final Sampler sampler;
    private final Clock clock;
    private final long maxBytes;
    private final SegmentBuffer buffer;
    private final LogCounters counters = new LogCounters();
    private final LogWriter writer;

    private PredictionLog(
            RowLayout layout,
            List<String> outputNames,
            LogSettings settings,
            String revision,
            Clock clock,
            WriterPace pace) {
        this.layout = layout;
        this.outputNames = outputNames;
        this.outputs = layout.rule().outputs();
        this.defaultArm = settings.arm();
        this.sampler = new Sampler(settings.sampleRate());
        this.clock = clock;
        this.maxBytes = settings.maxBufferBytes();
        this.buffer = new SegmentBuffer(maxBytes);
        this.writer = new LogWriter(layout, settings, revision, buffer, counters, clock, pace);
    }

    /** A log of a model; its thread runs. */
    public static PredictionLog start(
            RowLayout layout,
            List<String> outputNames,
            LogSettings settings,
            String revision,
            Clock clock,
            WriterPace pace) {
        PredictionLog log = new PredictionLog(layout, List.copyOf(outputNames), settings, revision, clock, pace);
        log.writer.start();
        return log;
    }

    /** The log that a configuration asks for. */
    public static PredictionLog start(
            PredictionLogConfig config, Signature declared, ModelSignature model, String revision) {
        LogSettings settings = LogSettings.of(config);
        PredictionLog log = start(
                RowLayout.of(model, declared, settings.mask()),
                List.copyOf(model.outputNames()),
                settings,
                revision,
                Clock.systemUTC(),
                WriterPace.DEFAULT);
        log.remarks().forEach(remark -> LOG.warn("prediction log: " + remark));
        return log;
    }

    /** Records a request with its answer, if it is sampled. */
    public void record(LoggedRequest request, List<TensorInput> inputs, List<OutputTensor> answers) {
        if (!sampler.takes(request.id())) {
            return;
        }
        int rows = inputs.isEmpty() ? 1 : rows(inputs.getFirst());
        counters.offer(rows);
        try {
            copy(request, rows, inputs, answers);
        } catch (RuntimeException e) {
            counters.drop(DropReason.DEFECT, rows);
            writer.tell("A request could not be recorded: " + e);
        }
    }

    /** A tensor of one fixed dimension is one row, whatever its first dimension says. */
    private static int rows(TensorInput first) {
        List<Long> shape = first.spec().shape();
        boolean single = shape.isEmpty() || (shape.size() == 1 && shape.getFirst() >= 0);
        return single ? 1 : Math.toIntExact(first.rows());
    }

    private void copy(LoggedRequest request, int rows, List<TensorInput> inputs, List<OutputTensor> answers) {
        String id = cut(request.id());
        String arm = request.arm() == null ? defaultArm : cut(request.arm());
        String entity = request.entity() == null ? null : cut(request.entity());
        long size = (long) LogRecord.BODY + LogRecord.textSize(id) + optionalSize(arm) + optionalSize(entity);
        for (FeatureGroup group : layout.features()) {
            TensorInput input = inputs.get(group.index());
            size += LogRecord.tensorSize(input.bytes(), input.strings());
        }
        for (int output : outputs) {
            OutputTensor answer = answer(answers, output, rows);
            size += answer == null ? Integer.BYTES : LogRecord.tensorSize(answer.bytes(), answer.strings());
        }
        size = (size + 7) & ~7L;
        if (size > maxBytes) {
            counters.drop(DropReason.TOO_LARGE, rows);
            return;
        }
        Place place = buffer.add((int) size, rows);
        if (place == null) {
            counters.drop(buffer.closed() ? DropReason.SHUTDOWN : DropReason.BUFFER_FULL, rows);
            return;
        }
        try {
            ByteBuffer into = place.segment().view(place.offset(), (int) size);
            into.putInt(LogRecord.ROWS, rows);
            fill(into, request, id, arm, entity, inputs, answers, rows);
            into.putInt(LogRecord.STATE, LogRecord.WHOLE);
        } catch (RuntimeException e) {
            // The place stays void; the writer counts its rows.
            writer.tell("A request could not be recorded: " + e);
        } finally {
            place.segment().filled();
        }
    }

    private void fill(
            ByteBuffer into,
            LoggedRequest request,
            String id,
            @Nullable String arm,
            @Nullable String entity,
            List<TensorInput> inputs,
            List<OutputTensor> answers,
            int rows) {
        long latency = TimeUnit.NANOSECONDS.toMicros(request.latencyNanos());
        into.putLong(LogRecord.ARRIVAL, TimeUnit.MILLISECONDS.toMicros(clock.millis()) - latency);
        into.putLong(LogRecord.LATENCY, latency);
        into.position(LogRecord.BODY);
        LogRecord.putText(into, id);
        putOptional(into, arm);
        putOptional(into, entity);
        List<FeatureGroup> features = layout.features();
        for (int i = 0; i < features.size(); i++) {
            TensorInput input = inputs.get(features.get(i).index());
            LogRecord.putTensor(into, Math.toIntExact(input.elementCount()), input.bytes(), input.strings());
        }
        for (int output : outputs) {
            OutputTensor answer = answer(answers, output, rows);
            if (answer == null) {
                into.putInt(LogRecord.ABSENT);
            } else {
                LogRecord.putTensor(into, answer.elementCount(), answer.bytes(), answer.strings());
            }
        }
    }

    /** The output as the request has it; null where the client did not ask for it or it is too large. */
    private @Nullable OutputTensor answer(List<OutputTensor> answers, int output, int rows) {
        String name = outputNames.get(output);
        for (int i = 0; i < answers.size(); i++) {
            OutputTensor answer = answers.get(i);
            if (answer.spec().name().equals(name)) {
                return answer.elementCount() <= (long) WIDEST_OUTPUT * rows ? answer : null;
            }
        }
        return null;
    }

    private static int optionalSize(@Nullable String text) {
        return text == null || text.isEmpty() ? Integer.BYTES : LogRecord.textSize(text);
    }

    private static void putOptional(ByteBuffer into, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            into.putInt(LogRecord.ABSENT);
        } else {
            LogRecord.putText(into, text);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /** What became of rows. */
    public LogCounters counters() {
        return counters;
    }

    /** Rows that wait. */
    public long queuedRows() {
        return buffer.queuedRows();
    }

    /** Their size. */
    public long queuedBytes() {
        return buffer.queuedBytes();
    }

    /** Memory that the buffer holds now, at most what was asked for. */
    public long allocatedBytes() {
        return buffer.allocatedBytes();
    }

    /** How the writing goes. */
    public LogState state() {
        return writer.state();
    }

    /** For {@code /status}. */
    public String json() {
        LogState now = state();
        return "{\"phase\":\"" + now.phase() + "\",\"message\":" + JsonText.quote(now.message())
                + ",\"written\":" + counters.written() + ",\"dropped\":" + counters.dropped() + ",\"queued\":"
                + queuedRows() + "}";
    }

    /** Writes what waits, for at most so long; what is left then is counted as dropped. */
    public void close(Duration longest) throws InterruptedException {
        buffer.close();
        writer.finish(longest);
    }

    @Override
    public void close() {
        try {
            close(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Inputs without columns and masks without effect, for the server's log. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        layout.leftOut().forEach(input -> remarks.add("input " + input + "; it is not recorded"));
        layout.unknownMasks().forEach(name -> remarks.add("mask " + name + " is no column"));
        return remarks;
    }
}

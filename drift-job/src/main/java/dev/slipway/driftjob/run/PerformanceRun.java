package dev.slipway.driftjob.run;

import dev.slipway.driftjob.concept.Answers;
import dev.slipway.driftjob.concept.Metric;
import dev.slipway.driftjob.config.LabelConfig;
import dev.slipway.driftjob.config.PredictionConfig;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.Window;
import dev.slipway.driftjob.report.Figures;
import dev.slipway.driftjob.report.PerformanceFinding;
import dev.slipway.driftjob.report.Report;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Performance by labels and without, and the detectors. Trouble here is a problem of the report, never the run's end. */
final class PerformanceRun {
    /** Two-sided 95 %. */
    private static final double NORMAL = 1.959964;

    private final RunConfig config;
    private final PredictionConfig prediction;
    private final Memory memory;
    private final List<String> problems;
    private final List<String> reasons = new ArrayList<>();
    private boolean degraded;

    PerformanceRun(RunConfig config, Memory memory, List<String> problems) {
        this.config = config;
        this.prediction = config.prediction().orElseGet(PredictionConfig::standard);
        this.memory = memory;
        this.problems = problems;
    }

    /** What is read. */
    record Rows(Optional<Source> reference, Source current, Source currentWindow, Optional<Source> labels) {}

    /**
     * @param settled absent: all labels are taken
     */
    Optional<PerformanceFinding> measure(Rows rows, Optional<Window> settled, Instant now) {
        Window window = settled.orElse(new Window(Instant.EPOCH, now.plusSeconds(1)));
        if (config.labels().isEmpty() && config.estimate().isEmpty()) {
            return Optional.empty();
        }
        Optional<Baseline> baseline = attempt("performance of the reference", () -> baseline(rows));
        Map<String, String> signals = Map.of();
        Optional<PerformanceFinding.Value> measured = Optional.empty();
        long labels = 0;
        if (config.labels().isPresent() && rows.labels().isPresent()) {
            LabelConfig label = config.labels().get();
            LabelJoin join = join(label, rows.labels().get(), rows.current());
            Optional<LabelJoin.Joined> joined = attempt("labels", () -> Optional.of(join.arrived(window)));
            labels = joined.map(LabelJoin.Joined::size).orElse(0);
            measured = joined.flatMap(j -> measured(label, j.answers(), baseline));
            signals = attempt("detectors", () -> Optional.of(detectors(label, join, window)))
                    .orElse(Map.of());
        }
        Optional<PerformanceFinding.Value> estimated = config.estimate()
                .flatMap(e -> attempt(
                        "estimate",
                        () -> new EstimateRun(prediction, baseline).estimate(e, rows.currentWindow(), problems)));
        estimated.ifPresent(value -> judge("estimated", value));
        signals.forEach((detector, signal) -> {
            if (signal.equals("Drift")) {
                degraded = true;
                reasons.add(detector + " signalled that errors have become more frequent");
            }
        });
        Optional<Report.Period> period = settled.map(w -> new Report.Period(w.start(), w.end()));
        return Optional.of(new PerformanceFinding(period, measured, estimated, labels, signals, degraded, reasons));
    }

    private interface Attempt<T> {
        Optional<T> make() throws IOException;
    }

    private <T> Optional<T> attempt(String what, Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (IOException | RuntimeException e) {
            problems.add(what + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private LabelJoin join(LabelConfig label, Source labels, Source predictions) {
        return new LabelJoin(
                label,
                prediction,
                labels,
                predictions,
                config.current().source().key(),
                config.current().source().time(),
                problems);
    }

    private Optional<Baseline> baseline(Rows rows) throws IOException {
        Optional<byte[]> kept = memory.reference(Baseline.FILE);
        if (kept.isPresent()) {
            return Optional.of(Baseline.read(kept.get()));
        }
        if (rows.reference().isEmpty()) {
            problems.add("performance of the reference: it is a profile, which has no rows");
            return Optional.empty();
        }
        Optional<Answers> answers = new ReferenceAnswers(config, prediction, problems)
                .of(rows.reference().get(), rows.labels());
        if (answers.isEmpty() || answers.get().size() == 0) {
            problems.add("performance of the reference: its rows have no labels");
            return Optional.empty();
        }
        Baseline made = Baseline.of(answers.get());
        memory.keepReference(Baseline.FILE, made.write());
        return Optional.of(made);
    }

    private Optional<PerformanceFinding.Value> measured(
            LabelConfig label, Answers answers, Optional<Baseline> baseline) {
        Metric metric = label.performance().map(LabelConfig.Bounds::metric).orElse(Metric.accuracy);
        if (answers.size() == 0) {
            return Optional.empty();
        }
        Answers.Measured value = answers.measure(metric);
        if (!Double.isFinite(value.value())) {
            problems.add("performance: " + metric + " is not defined for these labels and predictions");
            return Optional.empty();
        }
        PerformanceFinding.Value result = new PerformanceFinding.Value(
                metric.name(),
                value.value(),
                value.deviation(),
                reference(baseline, metric),
                label.performance().flatMap(LabelConfig.Bounds::floor).orElse(Double.NaN),
                label.performance().flatMap(LabelConfig.Bounds::minDrop).orElse(Double.NaN),
                answers.size());
        judge("measured", result);
        return Optional.of(result);
    }

    static double reference(Optional<Baseline> baseline, Metric metric) {
        Answers.Measured value = baseline.map(b -> b.metrics().get(metric)).orElse(null);
        return value == null ? Double.NaN : value.value();
    }

    /** Degraded is what is worse than allowed with its whole interval; NaN, where nothing is known or set, is never more. */
    private void judge(String how, PerformanceFinding.Value value) {
        Metric metric = Metric.valueOf(value.metric());
        double margin = NORMAL * value.deviation();
        if (metric.loss(value.value(), value.floor()) > margin) {
            degraded = true;
            reasons.add("%s %s is %s, worse than %s"
                    .formatted(how, metric, Figures.plain(value.value()), Figures.plain(value.floor())));
        }
        if (metric.loss(value.value(), value.reference()) - value.minDrop() > margin) {
            degraded = true;
            reasons.add("%s %s is %s, in the reference %s; a loss of %s counts"
                    .formatted(
                            how,
                            metric,
                            Figures.plain(value.value()),
                            Figures.plain(value.reference()),
                            Figures.plain(value.minDrop())));
        }
    }

    private Map<String, String> detectors(LabelConfig label, LabelJoin join, Window window) throws IOException {
        if (label.detectors().isEmpty()) {
            return Map.of();
        }
        DetectorStates states = DetectorStates.of(label.detectors(), memory.get(DetectorStates.FILE), problems);
        Instant from = states.seenTo().orElse(window.start());
        if (!from.isBefore(window.end())) {
            return states.feed(new Answers(new double[0], new double[0], new double[0]), window.end());
        }
        Answers fresh = join.arrived(new Window(from, window.end())).answers();
        Map<String, String> signals = states.feed(fresh, window.end());
        memory.put(DetectorStates.FILE, states.write());
        return signals;
    }
}

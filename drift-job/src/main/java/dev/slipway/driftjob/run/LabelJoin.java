package dev.slipway.driftjob.run;

import dev.slipway.driftjob.concept.Answers;
import dev.slipway.driftjob.config.LabelConfig;
import dev.slipway.driftjob.config.PredictionConfig;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Labels that arrived in a window, joined with their predictions by key. The labels are held (at most {@value #MAX_LABELS}),
 * the predictions stream by; keys meet by 64 bits of hash.
 */
final class LabelJoin {
    static final int MAX_LABELS = 500_000;

    private final LabelConfig config;
    private final Source labels;
    private final Source predictions;
    private final String predictionKey;
    private final Optional<String> predictionTime;
    private final AnswerColumns columns;
    private final List<String> problems;

    LabelJoin(
            LabelConfig config,
            PredictionConfig prediction,
            Source labels,
            Source predictions,
            String predictionKey,
            Optional<String> predictionTime,
            List<String> problems) {
        this.config = config;
        this.labels = keyed(labels, config.source().key());
        this.predictions = keyed(predictions, predictionKey);
        this.predictionKey = predictionKey;
        this.predictionTime = predictionTime;
        this.columns = new AnswerColumns(prediction);
        this.problems = problems;
    }

    /** Keys are compared as they are written: 007 is not 7. */
    private static Source keyed(Source source, String key) {
        return source.typed(Map.of(key, ColumnType.TEXT));
    }

    /** Labels that arrived from start on and before end, with predictions that are at most maxDelay older. */
    Joined arrived(Window window) throws IOException {
        KeyTable table = held(config.timeColumn().isPresent() ? labels.within(window) : labels);
        Source candidates = predictionTime.isPresent()
                ? predictions.within(new Window(
                        window.start().minus(config.maxDelay()), window.end().plus(Duration.ofDays(1))))
                : predictions;
        return joined(table, candidates);
    }

    /** All labels of the predictions of a source, such as a reference. */
    Joined all() throws IOException {
        return joined(held(labels), predictions);
    }

    private KeyTable held(Source source) throws IOException {
        List<String> wanted = new ArrayList<>(List.of(config.source().key(), config.labelColumn()));
        config.timeColumn().ifPresent(wanted::add);
        KeyTable table = new KeyTable(MAX_LABELS);
        source.read(wanted, Budget.UNLIMITED, batch -> {
            ColumnData key = batch.columns().get(0);
            ColumnData label = batch.columns().get(1);
            for (int row = 0; row < batch.rows(); row++) {
                if (key.isValue(row) && label.isValue(row)) {
                    double time = wanted.size() > 2 && batch.columns().get(2).isValue(row)
                            ? batch.columns().get(2).number(row)
                            : Double.NaN;
                    table.put(key.hash(row), columns.code(label, row), time);
                }
            }
        });
        if (table.full()) {
            problems.add("labels: more than " + MAX_LABELS + " arrived; the rest was not used");
        }
        return table;
    }

    private Joined joined(KeyTable table, Source candidates) throws IOException {
        Joined.Builder found = new Joined.Builder();
        if (table.size() == 0) {
            return found.build(this);
        }
        List<Source.Column> available = candidates.columns();
        List<String> wanted = new ArrayList<>(List.of(predictionKey));
        List<String> answers = columns.among(available);
        wanted.addAll(answers);
        predictionTime.ifPresent(wanted::add);
        double maxDelay = config.maxDelay().toMillis() / 1e3;
        candidates.read(wanted, Budget.UNLIMITED, batch -> {
            ColumnData key = batch.columns().get(0);
            for (int row = 0; row < batch.rows(); row++) {
                int at = key.isValue(row) ? table.find(key.hash(row)) : -1;
                if (at >= 0) {
                    double time = predictionTime.isPresent()
                            ? batch.columns().getLast().number(row)
                            : Double.NaN;
                    if (!(table.time(at) - time > maxDelay)) {
                        found.add(
                                columns.score(batch, answers, row),
                                columns.predicted(batch, answers, row),
                                table.label(at),
                                table.time(at),
                                time);
                    }
                }
            }
        });
        return found.build(this);
    }

    private Answers answers(double[] scores, double[] classes, double[] values) {
        return columns.labelled(scores, classes, values, config.labelColumn(), problems);
    }

    /** Predictions with labels in order of the labels' arrival, then of the predictions. */
    record Joined(Answers answers, int size) {
        static final class Builder {
            private final List<double[]> rows = new ArrayList<>();

            void add(double score, double predicted, double label, double labelTime, double time) {
                rows.add(new double[] {score, predicted, label, labelTime, time});
            }

            Joined build(LabelJoin join) {
                rows.sort(Comparator.comparingDouble((double[] r) -> r[3]).thenComparingDouble(r -> r[4]));
                return new Joined(join.answers(column(0), column(1), column(2)), rows.size());
            }

            private double[] column(int index) {
                return IntStream.range(0, rows.size())
                        .mapToDouble(i -> rows.get(i)[index])
                        .toArray();
            }
        }
    }
}

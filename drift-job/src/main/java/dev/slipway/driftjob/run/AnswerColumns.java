package dev.slipway.driftjob.run;

import dev.slipway.driftjob.concept.Answers;
import dev.slipway.driftjob.config.PredictionConfig;
import dev.slipway.driftjob.read.Batch;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model answered, from the columns of a prediction log. There a score is the probability of the predicted class where
 * the model names a class, and the number itself where it does not; the column of classes then repeats the number. Others log
 * the probability of class 1 beside a class: a score below one half is no confidence in one of two classes.
 */
final class AnswerColumns {
    /** Scores of a softmax are not exact to the last bit. */
    private static final double HALF = 0.5 - 1e-6;

    private final PredictionConfig config;
    private final LabelNames names = new LabelNames();

    AnswerColumns(PredictionConfig config) {
        this.config = config;
    }

    /** Those of the two columns that a source has, the score first. */
    List<String> among(List<Source.Column> available) {
        return Stream.of(config.column(), config.classColumn())
                .filter(name -> available.stream().anyMatch(c -> c.name().equals(name)))
                .toList();
    }

    double score(Batch batch, List<String> answers, int row) {
        return value(batch, answers, row, config.column());
    }

    double predicted(Batch batch, List<String> answers, int row) {
        return value(batch, answers, row, config.classColumn());
    }

    private double value(Batch batch, List<String> answers, int row, String name) {
        if (!answers.contains(name)) {
            return Double.NaN;
        }
        ColumnData data = batch.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
        return data.isValue(row) ? code(data, row) : Double.NaN;
    }

    /** A number as it is, true as 1, a text that is a number as that, another as a code of its own. */
    double code(ColumnData data, int row) {
        if (data.type() != ColumnType.TEXT) {
            return data.type() == ColumnType.VECTOR ? Double.NaN : data.number(row);
        }
        return code(new String(
                data.textBytes(),
                data.textStart(row),
                data.textEnd(row) - data.textStart(row),
                StandardCharsets.UTF_8));
    }

    double code(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true") ? 1 : 0;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return names.code(text);
        }
    }

    /**
     * Those answers that labels say something of. A label that is a name says nothing of a class that is a number.
     *
     * @param label name of the column of labels, for the problem that is then told
     */
    Answers labelled(double[] scores, double[] classes, double[] labels, String label, List<String> problems) {
        boolean classified = Arrays.stream(classes).anyMatch(c -> !Double.isNaN(c));
        double[] predicted = classified ? classes : scores;
        DoublePredicate comparable = names.comparable(predicted, labels);
        int[] kept = IntStream.range(0, labels.length)
                .filter(i -> comparable.test(labels[i]))
                .toArray();
        if (kept.length == labels.length) {
            return answers(scores, classes, labels);
        }
        double[] others = Arrays.stream(labels).filter(comparable.negate()).toArray();
        String problem =
                "labels: %s has %s where %s has %s: they cannot be equal and are not measured; write both alike"
                        .formatted(
                                label,
                                names.shown(others),
                                classified ? config.classColumn() : config.column(),
                                names.shown(predicted));
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
        return answers(of(scores, kept), of(classes, kept), of(labels, kept));
    }

    private static double[] of(double[] values, int[] kept) {
        return Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
    }

    /** Scores as probabilities of class 1, or as numbers, by the kind that is configured or seen. */
    Answers answers(double[] scores, double[] classes, double[] labels) {
        double[] s = scores.clone();
        double[] c = classes.clone();
        PredictionConfig.Kind kind = kind(scores, classes, labels);
        for (int i = 0; i < s.length; i++) {
            switch (kind) {
                case Value -> c[i] = Double.NaN;
                case Confidence -> s[i] = c[i] == 1 ? s[i] : c[i] == 0 ? 1 - s[i] : Double.NaN;
                default -> c[i] = c[i] == 0 || c[i] == 1 ? c[i] : s[i] >= 0.5 ? 1 : 0;
            }
        }
        return new Answers(s, c, labels);
    }

    PredictionConfig.Kind kind(double[] scores, double[] classes, double[] labels) {
        if (config.kind() != PredictionConfig.Kind.Auto) {
            return config.kind();
        }
        boolean named = false;
        boolean unsure = false;
        for (int i = 0; i < classes.length; i++) {
            named |= !Double.isNaN(classes[i]) && classes[i] != scores[i];
            unsure |= scores[i] < HALF;
        }
        boolean binary = Arrays.stream(labels).allMatch(l -> l == 0 || l == 1);
        boolean probable = Arrays.stream(scores).allMatch(s -> s >= 0 && s <= 1);
        if (named) {
            return unsure && binary && twoClasses(classes) && probable
                    ? PredictionConfig.Kind.Probability
                    : PredictionConfig.Kind.Confidence;
        }
        return binary && probable ? PredictionConfig.Kind.Probability : PredictionConfig.Kind.Value;
    }

    private static boolean twoClasses(double[] classes) {
        return Arrays.stream(classes).allMatch(c -> c == 0 || c == 1 || Double.isNaN(c));
    }
}

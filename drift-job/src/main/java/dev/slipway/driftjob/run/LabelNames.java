package dev.slipway.driftjob.run;

import dev.slipway.driftjob.read.ColumnData;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * Codes of classes and labels that are names. A name equals the same name; whether it means a number nobody can know, so labels
 * that no prediction could equal are no measure of a model.
 */
final class LabelNames {
    /** Codes of names lie below all labels that are numbers. */
    private static final double FIRST_CODE = -1e15;

    private static final int NAMED = 5;

    private final Map<String, Double> codes = new HashMap<>();
    private final Map<Double, String> names = new HashMap<>();

    double code(String name) {
        return codes.computeIfAbsent(name, n -> {
            double code = FIRST_CODE - codes.size();
            names.put(code, n);
            return code;
        });
    }

    private boolean isName(double code) {
        return code <= FIRST_CODE && names.containsKey(code);
    }

    /** Which labels can be compared with these predictions. */
    DoublePredicate comparable(double[] predicted, double[] labels) {
        boolean nameless = Arrays.stream(predicted).noneMatch(this::isName);
        boolean numberless = Arrays.stream(predicted).noneMatch(p -> !Double.isNaN(p) && !isName(p));
        boolean labelsNameless = Arrays.stream(labels).noneMatch(this::isName);
        if (nameless) {
            return label -> !isName(label);
        }
        return label -> !numberless || !labelsNameless;
    }

    /** Some of the values, for people. */
    String shown(double[] values) {
        List<String> first = Arrays.stream(values)
                .filter(v -> !Double.isNaN(v))
                .distinct()
                .limit(NAMED + 1L)
                .mapToObj(this::text)
                .sorted()
                .toList();
        return String.join(", ", first.subList(0, Math.min(NAMED, first.size())))
                + (first.size() > NAMED ? ", ..." : "");
    }

    private String text(double value) {
        String name = names.get(value);
        return name == null ? ColumnData.text(value) : name;
    }
}

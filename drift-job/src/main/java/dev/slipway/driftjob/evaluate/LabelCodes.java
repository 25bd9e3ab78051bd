package dev.slipway.driftjob.evaluate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Labels as numbers: a number is itself; the positive label of two is 1 and the other 0. A name of more than two classes has
 * a code of its own.
 */
final class LabelCodes {
    private static final double FIRST_CODE = -1e15;

    private final String positive;
    private final Map<String, Double> names = new HashMap<>();
    private boolean twoNames;
    private Set<String> seen = Set.of();

    LabelCodes(String positive) {
        this.positive = positive;
    }

    /** Whether labels are two of which one is the positive, although not 1 and 0. */
    void twoNames(boolean two) {
        twoNames = two;
    }

    /** Labels that occur, three of them where there are more than two. */
    void seen(Set<String> some) {
        seen = some;
    }

    /** Why they are not those of two classes of which one is the positive; empty where they are. */
    Optional<String> unlike() {
        if (seen.size() > 2) {
            return Optional.of("has more than two labels, such as %s".formatted(String.join(", ", seen)));
        }
        boolean known = seen.stream().anyMatch(l -> plain(l).equals(plain(positive)));
        return known || seen.isEmpty()
                ? Optional.empty()
                : Optional.of("has no label that equals positiveLabel %s; it has %s: set positiveLabel to one of them"
                        .formatted(positive, String.join(" and ", seen)));
    }

    /** Whether a code is that of a name that is neither of two classes. */
    boolean named(double code) {
        return code <= FIRST_CODE && code > FIRST_CODE - names.size();
    }

    double of(String label) {
        if (twoNames) {
            String name = plain(label);
            if (name.equals(plain(positive))) {
                return 1;
            }
            return seen.stream().anyMatch(l -> plain(l).equals(name)) ? 0 : codeOf(name);
        }
        if (label.equals("true") || label.equals("false")) {
            return label.equals("true") ? 1 : 0;
        }
        try {
            return Double.parseDouble(label);
        } catch (NumberFormatException e) {
            return codeOf(label);
        }
    }

    private double codeOf(String name) {
        return names.computeIfAbsent(name, l -> FIRST_CODE - names.size());
    }

    double[] of(Tensor labels) {
        double[] codes = new double[labels.rows()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] =
                    labels.data() instanceof String[] texts ? of(texts[i]) : of(plain(((double[]) labels.data())[i]));
        }
        return codes;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** 1 and 1.0 and true are one label. */
    private static String plain(String label) {
        if (label.equals("true") || label.equals("false")) {
            return label.equals("true") ? "1" : "0";
        }
        try {
            return plain(Double.parseDouble(label));
        } catch (NumberFormatException e) {
            return label;
        }
    }
}

package dev.slipway.driftjob.evaluate;

import java.util.HashMap;
import java.util.Map;

/**
 * Labels as numbers: a number is itself; the positive label of two is 1 and the other 0. A name of more than two classes has
 * a code of its own.
 */
final class LabelCodes {
    private static final double FIRST_CODE = -1e15;

    private final String positive;
    private final Map<String, Double> names = new HashMap<>();
    private boolean twoNames;

    LabelCodes(String positive) {
        this.positive = positive;
    }

    /** Whether labels are two of which one is the positive, although not 1 and 0. */
    void twoNames(boolean two) {
        twoNames = two;
    }

    double of(String label) {
        if (twoNames) {
            return plain(label).equals(plain(positive)) ? 1 : 0;
        }
        if (label.equals("true") || label.equals("false")) {
            return label.equals("true") ? 1 : 0;
        }
        try {
            return Double.parseDouble(label);
        } catch (NumberFormatException e) {
            return names.computeIfAbsent(label, l -> FIRST_CODE - names.size());
        }
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

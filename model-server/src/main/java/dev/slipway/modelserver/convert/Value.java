package dev.slipway.modelserver.convert;

import java.util.List;
import java.util.Map;

/** A JSON or UBJ document in memory, with arrays of numbers kept as such: a few times the file's size at most. */
sealed interface Value {
    /** Nesting of a document; XGBoost needs eight levels. */
    int MAX_DEPTH = 64;

    record Fields(Map<String, Value> fields) implements Value {}

    record Items(List<Value> items) implements Value {}

    /** An array of nothing but numbers or booleans (1 and 0); also the empty array. */
    final class Numbers implements Value {
        private final double[] values;

        Numbers(double[] values) {
            this.values = values;
        }

        double[] values() {
            return values;
        }
    }

    record Scalar(double value) implements Value {}

    record Text(String text) implements Value {}

    record Nothing() implements Value {}
}

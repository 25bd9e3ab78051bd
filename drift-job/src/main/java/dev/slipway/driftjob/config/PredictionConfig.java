package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the model's answers are.
 *
 * @param column the score
 * @param classColumn the predicted class
 */
public record PredictionConfig(String column, String classColumn, Kind kind, List<String> methods) {
    /** What a score is. */
    public enum Kind {
        /**
         * Told by the data: a class that equals the score, or none, means the score speaks for itself; of two classes a score
         * below one half means that it is of class 1.
         */
        Auto,
        /** Probability of class 1. */
        Probability,
        /** Probability of the predicted class. */
        Confidence,
        /** A number that is predicted. */
        Value
    }

    static final PredictionConfig DEFAULT =
            new PredictionConfig("score", "prediction", Kind.Auto, List.of("ks", "psi"));

    /** The columns of a prediction log. */
    public static PredictionConfig standard() {
        return DEFAULT;
    }

    static PredictionConfig of(ConfigNode node) throws FailureException {
        node.only("column", "classColumn", "kind", "methods");
        List<String> methods = node.strings("methods");
        List<String> all = new ArrayList<>(Methods.NUMERIC);
        all.addAll(Methods.CATEGORICAL);
        return new PredictionConfig(
                node.optionalString("column").orElse(DEFAULT.column()),
                node.optionalString("classColumn").orElse(DEFAULT.classColumn()),
                node.oneOf("kind", Kind.Auto),
                methods.isEmpty() ? DEFAULT.methods() : Methods.known(methods, all));
    }
}

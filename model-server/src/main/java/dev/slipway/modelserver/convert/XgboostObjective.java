package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.convert.Link.Kind;
import dev.slipway.workload.failure.FailureException;

/**
 * XGBoost's objectives: the link of {@code predict}, and the way back for {@code base_score}, which a file holds as a
 * prediction (src/objective, {@code PredTransform} and {@code ProbToMargin}).
 */
final class XgboostObjective {
    /** A probability is kept this far from 0 and 1, where it would be infinite as a sum. */
    private static final float EDGE = 1e-6f;

    private XgboostObjective() {}

    static Link link(String name) throws FailureException {
        return Link.of(
                switch (name) {
                    case "reg:squarederror",
                            "reg:squaredlogerror",
                            "reg:pseudohubererror",
                            "reg:absoluteerror",
                            "reg:quantileerror",
                            "binary:logitraw",
                            "rank:pairwise",
                            "rank:ndcg",
                            "rank:map" -> Kind.IDENTITY;
                    case "reg:logistic", "binary:logistic" -> Kind.SIGMOID;
                    case "reg:gamma", "reg:tweedie", "count:poisson", "survival:cox", "survival:aft" -> Kind.EXP;
                    case "binary:hinge" -> Kind.STEP;
                    case "multi:softmax" -> Kind.ARGMAX;
                    case "multi:softprob" -> Kind.SOFTMAX;
                    default ->
                        throw Malformed.unsupported(
                                "the XGBoost objective '" + name + "'", "export it to ONNX with its own link");
                });
    }

    /** The sum at which {@code predict} gives the base score. */
    static double margin(String name, double baseScore) {
        float base = (float) baseScore;
        return switch (name) {
            case "reg:logistic", "binary:logistic" -> (float) -Math.log(1.0f / Math.clamp(base, EDGE, 1 - EDGE) - 1.0f);
            case "reg:gamma", "reg:tweedie", "count:poisson", "survival:cox", "survival:aft" -> (float) Math.log(base);
            default -> base;
        };
    }
}

package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.convert.Link.Kind;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.util.List;

/** LightGBM's line {@code objective=}: a name and words (src/objective, {@code ToString} and {@code ConvertOutput}). */
final class LightGbmObjective {
    private LightGbmObjective() {}

    static Link link(String line) throws FailureException {
        List<String> words = List.of(line.strip().split(" +"));
        return switch (words.getFirst()) {
            case "regression", "regression_l1", "fair", "quantile", "mape" ->
                Link.of(words.contains("sqrt") ? Kind.SIGNED_SQUARE : Kind.IDENTITY);
            case "huber", "lambdarank", "rank_xendcg", "" -> Link.IDENTITY;
            case "poisson", "gamma", "tweedie" -> Link.of(Kind.EXP);
            case "binary", "multiclassova" -> new Link(Kind.SIGMOID, sigmoid(words));
            case "cross_entropy" -> Link.of(Kind.SIGMOID);
            case "cross_entropy_lambda" -> Link.of(Kind.LOG1P_EXP);
            case "multiclass" -> Link.of(Kind.SOFTMAX);
            default ->
                throw Malformed.unsupported(
                        "the LightGBM objective '" + shorten(words.getFirst()) + "'",
                        "export it to ONNX with its own link");
        };
    }

    private static double sigmoid(List<String> words) throws FailureException {
        for (String word : words) {
            if (word.startsWith("sigmoid:")) {
                try {
                    return Double.parseDouble(word.substring("sigmoid:".length()));
                } catch (NumberFormatException e) {
                    throw Malformed.damaged("The LightGBM model", "has the objective word '" + shorten(word) + "'", e);
                }
            }
        }
        return 1;
    }

    private static String shorten(String word) {
        return JsonText.shortened(word, 40);
    }
}

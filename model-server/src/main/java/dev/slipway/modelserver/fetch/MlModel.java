package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.onnx.RelativeName;
import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What MLflow's file {@code MLmodel} says: which flavour the model has and where its own file is. It is YAML in block
 * style, as MLflow writes it; only {@code flavors.<flavour>.data} counts here, so this reads indentation, not all of YAML.
 *
 * @param file the file's name beside {@code MLmodel}
 * @param format {@code onnx}, {@code xgboost} or {@code lightgbm}
 */
record MlModel(String file, String format) {
    static final String FILE = "MLmodel";

    /** The flavours that can be served, and what MLflow calls their file where {@code data} is missing. */
    private static final List<Map.Entry<String, String>> SERVABLE = List.of(
            Map.entry("onnx", "model.onnx"), Map.entry("xgboost", "model.xgb"), Map.entry("lightgbm", "model.lgb"));

    static MlModel parse(byte[] yaml, String shown) throws FailureException {
        Map<String, Map<String, String>> flavours = flavours(new String(yaml, StandardCharsets.UTF_8));
        for (Map.Entry<String, String> servable : SERVABLE) {
            Map<String, String> flavour = flavours.get(servable.getKey());
            if (flavour != null) {
                return new MlModel(file(servable, flavour, shown), servable.getKey());
            }
        }
        throw new FailureException(
                Reason.UnsupportedModelFormat,
                "%s has the flavours %s; log the model with mlflow.onnx, mlflow.xgboost or mlflow.lightgbm."
                        .formatted(shown, flavours.keySet()));
    }

    private static String file(Map.Entry<String, String> servable, Map<String, String> flavour, String shown)
            throws FailureException {
        String file = flavour.getOrDefault("data", servable.getValue());
        return Optional.of(file)
                .filter(RelativeName::isSafe)
                .orElseThrow(() -> new FailureException(
                        Reason.ArtifactCorrupt, "%s names the file '%s' outside its folder.".formatted(shown, file)));
    }

    private static Map<String, Map<String, String>> flavours(String yaml) {
        Map<String, Map<String, String>> flavours = new TreeMap<>();
        boolean inside = false;
        int depth = -1;
        Map<String, String> current = new TreeMap<>();
        for (String line : yaml.lines().toList()) {
            int indent = line.length() - line.stripLeading().length();
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            if (indent == 0) {
                inside = line.startsWith("flavors:");
                depth = -1;
            } else if (inside) {
                depth = depth < 0 ? indent : depth;
                int colon = line.indexOf(':');
                if (indent == depth && colon > 0) {
                    current = new TreeMap<>();
                    flavours.put(unquote(line.substring(0, colon)), current);
                } else if (indent == 2 * depth && colon > 0) {
                    current.put(unquote(line.substring(0, colon)), unquote(line.substring(colon + 1)));
                }
            }
        }
        return flavours;
    }

    private static String unquote(String text) {
        String word = text.strip();
        boolean quoted = word.length() > 1
                && (word.charAt(0) == '"' || word.charAt(0) == '\'')
                && word.charAt(word.length() - 1) == word.charAt(0);
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}

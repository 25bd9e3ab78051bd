package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.onnx.RelativeName;
import dev.slipway.workload.artifact.LoggedFlavours;
import dev.slipway.workload.failure.FailureException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What MLflow's file {@code MLmodel} says: which flavour the model has and where its own file is.
 *
 * @param file the file's name beside {@code MLmodel}
 * @param format {@code onnx}, {@code xgboost} or {@code lightgbm}
 */
record MlModel(String file, String format) {
    static final String FILE = LoggedFlavours.FILE;

    /** The flavours that can be served, and what MLflow calls their file where {@code data} is missing. */
    private static final List<Map.Entry<String, String>> SERVABLE = List.of(
            Map.entry("onnx", "model.onnx"), Map.entry("xgboost", "model.xgb"), Map.entry("lightgbm", "model.lgb"));

    static MlModel parse(byte[] yaml, String shown) throws FailureException {
        Map<String, Map<String, String>> flavours = LoggedFlavours.read(yaml);
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
}

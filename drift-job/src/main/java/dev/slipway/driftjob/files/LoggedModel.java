package dev.slipway.driftjob.files;

import dev.slipway.driftjob.failure.Reason;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.artifact.LoggedFlavours;
import dev.slipway.workload.artifact.ModelFiles;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder that MLflow logged a model to: its ONNX file, and the data beside it that the file may name. */
record LoggedModel(String shown, ModelFiles files) {
    private static final List<String> NO_DATA = List.of(".yaml", ".yml", ".txt", ".json", ".onnx", ".md", ".py");
    private static final int MOST = 64;

    Artifact bring() throws FailureException {
        List<String> names = files.names();
        String name = names.isEmpty() || names.contains(LoggedFlavours.FILE) ? named() : only(names);
        Path target = Stores.temporary(name);
        Artifact model = files.bring(name, target);
        for (String data : names.stream().limit(MOST).toList()) {
            if (plain(data)
                    && !data.equals(LoggedFlavours.FILE)
                    && NO_DATA.stream().noneMatch(data::endsWith)) {
                Path beside = target.resolveSibling(data);
                files.bring(data, beside);
                beside.toFile().deleteOnExit();
            }
        }
        return model;
    }

    private String named() throws FailureException {
        Map<String, String> onnx =
                LoggedFlavours.read(files.read(LoggedFlavours.FILE)).get("onnx");
        if (onnx == null) {
            throw invalid("has no flavour onnx; log it with mlflow.onnx");
        }
        String name = onnx.getOrDefault("data", "model.onnx");
        if (!plain(name)) {
            throw invalid("names a file outside its folder");
        }
        return name;
    }

    private String only(List<String> names) throws FailureException {
        List<String> models = names.stream().filter(n -> n.endsWith(".onnx")).toList();
        if (models.size() != 1 || !plain(models.getFirst())) {
            throw invalid("has no MLmodel and not one .onnx file but %d".formatted(models.size()));
        }
        return models.getFirst();
    }

    /** A name and no way out of the folder. */
    private static boolean plain(String name) {
        return name.matches("[^/\\\\\\x00-\\x1f]{1,200}") && !name.startsWith("..");
    }

    private FailureException invalid(String what) {
        return new FailureException(Reason.ModelInvalid, "The model %s %s.".formatted(shown, what));
    }
}

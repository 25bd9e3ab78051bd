package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.onnx.ExternalData;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.artifact.DiskProblem;
import dev.slipway.workload.artifact.ModelFiles;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A model of one or more files. Which file is the model: the one that {@code MLmodel} names, else {@code model.onnx}, else
 * the only one with the ending of a model. The files with external data are those that the graph names, beside it.
 */
final class ModelFolder {
    private static final List<String> ENDINGS = List.of(".onnx", ".ubj", ".xgb", ".json", ".lgb", ".txt");

    private final ModelFiles files;

    ModelFolder(ModelFiles files) {
        this.files = files;
    }

    /** Finds the model and brings it and what belongs to it. */
    Artifact bring(Path target) throws FailureException {
        List<String> names = files.names();
        if (names.contains(MlModel.FILE)) {
            return bringLogged(target);
        }
        return bring(choose(names), target);
    }

    /** The model that MLflow logged here. */
    Artifact bringLogged(Path target) throws FailureException {
        MlModel logged = MlModel.parse(files.read(MlModel.FILE), files.display(MlModel.FILE));
        return bring(logged.file(), target).ofFormat(logged.format());
    }

    /** The file of this name, and what belongs to it. */
    Artifact bring(String name, Path target) throws FailureException {
        Artifact model = files.bring(name, target);
        try {
            Set<String> names = ExternalData.locations(target);
            return names.isEmpty() ? model : withData(model, name, names);
        } catch (IOException e) {
            throw DiskProblem.explain(target, e);
        } catch (FailureException e) {
            discard(target);
            throw e;
        }
    }

    /** The whole is served or nothing: a model file without its data would count as fetched at the next attempt. */
    private static void discard(Path target) throws FailureException {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            throw DiskProblem.explain(target, e);
        }
    }

    private Artifact withData(Artifact model, String name, Set<String> names) throws FailureException, IOException {
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        Map<String, String> digests = new TreeMap<>();
        digests.put(ModelFetcher.FILE_NAME, model.digest());
        long bytes = model.bytes();
        for (String data : names) {
            if (data.equals(ModelFetcher.FILE_NAME)) {
                throw ExternalData.refused(data, "is the name that the model itself gets; call the data otherwise");
            }
            Path target = model.file().resolveSibling(data);
            if (data.contains("/")) {
                Files.createDirectories(target.getParent());
            }
            ExternalData.checkBeside(model.file(), data);
            Artifact brought = files.bring(folder + data, target);
            digests.put(data, brought.digest());
            bytes += brought.bytes();
        }
        return new Artifact(model.file(), Digest.ofAll(digests), bytes, model.format());
    }

    private String choose(List<String> names) throws FailureException {
        if (names.contains(ModelFetcher.FILE_NAME)) {
            return ModelFetcher.FILE_NAME;
        }
        List<String> onnx =
                names.stream().filter(name -> name.endsWith(".onnx")).toList();
        List<String> models = onnx.isEmpty()
                ? names.stream()
                        .filter(name -> ENDINGS.stream().anyMatch(name::endsWith))
                        .toList()
                : onnx;
        if (models.size() == 1) {
            return models.getFirst();
        }
        String found = names.isEmpty()
                ? "nothing"
                : String.join(
                        ", ",
                        Stream.concat(names.stream().limit(8), names.size() > 8 ? Stream.of("…") : Stream.empty())
                                .toList());
        throw new FailureException(
                CommonReason.ArtifactNotFound,
                "%s holds %s; expected model.onnx, one other .onnx file, or MLmodel."
                        .formatted(files.display(""), found));
    }
}

package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.convert.ConvertedModel;
import dev.slipway.modelserver.convert.ModelConversion;
import dev.slipway.modelserver.convert.ModelFormat;
import dev.slipway.modelserver.convert.TreeShap;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files of other libraries that are converted as they are read. The file itself, and its digest, stay as they are. */
public final class ConvertedFile {
    private static final int HEAD = 512;
    private static final long MAX_BYTES = 512L << 20;

    private ConvertedFile() {}

    /**
     * The file as ONNX; empty where it is in no format that is converted.
     *
     * @throws FailureException {@code ModelLoadFailed}, with what is wrong in the file
     */
    static Optional<ConvertedModel> read(Path file) throws FailureException {
        try {
            Optional<ModelFormat> format = format(file);
            if (format.isEmpty()) {
                return Optional.empty();
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new FailureException(
                        Reason.ModelLoadFailed,
                        "The %s model has %d bytes; up to %d are converted at load. Export it to ONNX."
                                .formatted(format.get().declared(), Files.size(file), MAX_BYTES));
            }
            return Optional.of(ModelConversion.convert(format.get(), Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, "The model file cannot be read.", e);
        }
    }

    /** Exact Shapley values of the model in this file; empty where it is in no format that is converted. */
    public static Optional<TreeShap> shapley(Path file) throws FailureException {
        try {
            Optional<ModelFormat> format = format(file);
            return format.isEmpty()
                    ? Optional.empty()
                    : Optional.of(TreeShap.of(format.get(), Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, "The model file cannot be read.", e);
        }
    }

    /**
     * Checks {@code spec.model.format} against the file.
     *
     * @param declared {@code onnx}, {@code xgboost} or {@code lightgbm}; empty to go by the file
     * @throws FailureException {@code UnsupportedModelFormat} where they differ
     */
    public static void expect(Path file, Optional<String> declared) throws FailureException {
        try {
            String found = format(file).map(ModelFormat::declared).orElse("onnx");
            if (declared.isPresent() && !declared.get().equals(found)) {
                throw new FailureException(
                        Reason.UnsupportedModelFormat,
                        "The spec says format: %s, but the file %s; correct one of them."
                                .formatted(
                                        declared.get(),
                                        found.equals("onnx")
                                                ? "does not start as such a model"
                                                : "is a model of " + found));
            }
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, "The model file cannot be read.", e);
        }
    }

    private static Optional<ModelFormat> format(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ModelFormat.detect(in.readNBytes(HEAD));
        }
    }
}

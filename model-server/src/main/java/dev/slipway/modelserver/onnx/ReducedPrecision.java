package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.precision.ChangedNodes;
import dev.slipway.modelserver.precision.Converted;
import dev.slipway.modelserver.precision.ExternalWeights;
import dev.slipway.modelserver.precision.Precision;
import dev.slipway.modelserver.precision.UnsuitableModelException;
import dev.slipway.modelserver.precision.proto.ModelProto;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A model's bytes in another precision.
 *
 * @param bytes the ModelProto
 * @param changed how much of the graph computes in it
 */
record ReducedPrecision(
        @SuppressWarnings("ArrayRecordComponent") byte[] bytes, ChangedNodes changed) {
    /**
     * Changes a model.
     *
     * @param rewritten its bytes, where they are not the file's
     * @param file where it came from; weights in other files lie beside it
     * @throws FailureException {@code UnsupportedModelFormat} where the graph is too old for it
     */
    static ReducedPrecision of(Precision precision, Optional<byte[]> rewritten, Path file, OrtEnvironment environment)
            throws FailureException, OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
            byte[] model = rewritten.isPresent() ? rewritten.get() : read(file);
            ModelProto whole = ExternalWeights.inlined(
                    ModelProto.parseFrom(model), folder, ExternalWeights.MOST_BYTES - model.length);
            options.addConfigEntry("session.model_external_initializers_file_folder_path", folder.toString());
            // ONNX Runtime refuses a graph that makes no sense; the change need not look for that.
            Converted converted = precision.convert(whole, ValueTypes.of(environment, whole, options));
            return new ReducedPrecision(converted.model().toByteArray(), converted.nodes());
        } catch (UnsuitableModelException e) {
            throw new FailureException(Reason.UnsupportedModelFormat, String.valueOf(e.getMessage()), e);
        } catch (InvalidProtocolBufferException e) {
            throw new FailureException(
                    Reason.ArtifactCorrupt,
                    "The model file is damaged (" + e.getMessage() + "); upload it again, whole.",
                    e);
        } catch (IOException e) {
            throw new FailureException(
                    Reason.ArtifactCorrupt,
                    "The model's weights in other files cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    private static byte[] read(Path file) throws IOException, UnsuitableModelException {
        if (Files.size(file) > ExternalWeights.MOST_BYTES) {
            throw UnsuitableModelException.tooLarge(ExternalWeights.MOST_BYTES);
        }
        return Files.readAllBytes(file);
    }
}

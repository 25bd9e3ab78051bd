package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.convert.ConvertedModel;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Proves, without ONNX Runtime and in constant memory, that a file is a whole ONNX model that this server can serve,
 * and reads its signature. What is judged here is known before a server starts, with a better sentence than the
 * runtime's.
 */
public final class OnnxFile {
    private static final int HEAD = 512;

    private OnnxFile() {}

    /**
     * The signature of the model in this file.
     *
     * @throws FailureException {@code UnsupportedModelFormat} or {@code ArtifactCorrupt}
     */
    public static ModelSignature skim(Path file) throws FailureException {
        return skim(file, ConvertedFile.read(file));
    }

    static ModelSignature skim(Path file, Optional<ConvertedModel> converted) throws FailureException {
        return types(file, converted).signature();
    }

    /**
     * The model's bytes with the changes that a session needs; empty where the file can be loaded as it is.
     *
     * @throws FailureException as {@link #skim}
     */
    static Optional<byte[]> rewritten(Path file, Optional<ConvertedModel> converted) throws FailureException {
        if (converted.isPresent()) {
            return converted.map(ConvertedModel::onnx);
        }
        GraphChanges changes = types(file, converted).changes();
        if (changes.none()) {
            return Optional.empty();
        }
        try {
            return Optional.of(GraphRewrite.apply(Files.readAllBytes(file), changes));
        } catch (ProtobufReader.MalformedProtobufException e) {
            throw corrupt("is damaged (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, "The model file cannot be read.", e);
        }
    }

    private static ServableTypes types(Path file, Optional<ConvertedModel> converted) throws FailureException {
        try (InputStream in = converted.isPresent()
                ? new ByteArrayInputStream(converted.get().onnx())
                : new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.mark(HEAD);
            byte[] head = in.readNBytes(HEAD);
            in.reset();
            refuseOtherFormats(head);
            return new OnnxSkim(new ProtobufReader(in)).read().types();
        } catch (EOFException e) {
            throw corrupt("ends in the middle of a field", e);
        } catch (ProtobufReader.MalformedProtobufException e) {
            throw corrupt("is damaged (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, "The model file cannot be read.", e);
        }
    }

    private static void refuseOtherFormats(byte[] head) throws FailureException {
        if (head.length == 0) {
            throw corrupt("is empty", null);
        }
        String looks = ForeignFormat.recognise(head);
        if (!looks.isEmpty()) {
            throw new FailureException(
                    Reason.UnsupportedModelFormat, "The file is no ONNX model: its first bytes look like " + looks);
        }
    }

    private static FailureException corrupt(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new FailureException(
                Reason.ArtifactCorrupt, "The model file " + what + "; upload it again, whole.", cause);
    }
}

package dev.slipway.workload.artifact;

import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that the pod already sees, mostly on a mounted volume. It is linked, not copied: a volume can be larger than
 * the pod's own disk, and pages of the one file are shared by all pods of a node. The volume must be mounted at the
 * same path in both containers.
 */
public final class FileSource {
    private final Path file;

    /** The file at this path. */
    public FileSource(Path file) {
        this.file = file;
    }

    /** Makes the target a link to it. */
    public Artifact link(Path target) throws FailureException {
        try {
            if (Files.isDirectory(file)) {
                throw new FailureException(
                        CommonReason.ArtifactNotFound, "%s is a directory; name the .onnx file in it.".formatted(file));
            }
            String digest = Digest.of(file);
            long bytes = Files.size(file);
            Files.deleteIfExists(target);
            Files.createSymbolicLink(target, file.toAbsolutePath());
            return new Artifact(target, digest, bytes);
        } catch (NoSuchFileException e) {
            throw new FailureException(CommonReason.ArtifactNotFound, "There is no file %s.".formatted(file), e);
        } catch (AccessDeniedException e) {
            throw new FailureException(
                    CommonReason.AccessDenied, "%s may not be read by this user.".formatted(e.getFile()), e);
        } catch (IOException e) {
            throw DiskProblem.explain(target, e);
        }
    }
}

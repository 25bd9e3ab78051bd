package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;

/** Tells a full disk from a forbidden one; Java has no exception of its own for the first. */
public final class DiskProblem {
    private DiskProblem() {}

    /** Why the file cannot be written. */
    public static FailureException explain(Path file, IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded")) {
            return new FailureException(
                    CommonReason.DiskFull,
                    "The volume of %s is full; the model is larger than the ephemeral storage of the pod."
                            .formatted(file.getParent()),
                    e);
        }
        if (e instanceof AccessDeniedException || text.contains("permission denied")) {
            return new FailureException(
                    CommonReason.AccessDenied, "%s may not be read or written by this user.".formatted(file), e);
        }
        return new FailureException(
                CommonReason.InternalError,
                "%s cannot be written (%s).".formatted(file, e.getClass().getSimpleName()),
                e);
    }
}

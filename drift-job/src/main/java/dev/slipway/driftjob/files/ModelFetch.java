package dev.slipway.driftjob.files;

import dev.slipway.driftjob.config.EvaluateConfig;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Brings a model's file onto this machine. */
public final class ModelFetch {
    private final RemoteFiles remote;

    public ModelFetch(RemoteFiles remote) {
        this.remote = remote;
    }

    public FetchedModel fetch(String uri, Optional<Path> secret, Optional<EvaluateConfig.Registry> registry)
            throws IOException, FailureException {
        remote.check(uri, secret);
        Path file = RemoteFiles.path(uri);
        if (!Files.isRegularFile(file)) {
            throw new FailureException(CommonReason.ArtifactNotFound, "There is no file %s.".formatted(uri));
        }
        return new FetchedModel(file, "", Digest.of(Files.readAllBytes(file)));
    }
}

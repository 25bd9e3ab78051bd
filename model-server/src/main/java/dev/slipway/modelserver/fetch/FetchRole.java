package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.config.ConfigFile;
import dev.slipway.modelserver.onnx.ConvertedFile;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OnnxFile;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The init container: fetch, verify, skim, report. A pod waits for it.
 *
 * <p>The first time a cause appears, the process ends with it, which makes it visible in the pod's status within a
 * second. If the same cause is met again after the restart, it stays and tries again every few seconds.
 */
public final class FetchRole {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final Path directory;
    private final TerminationLog log;
    private final ReportedFailures reported;

    /** A role that reads its settings from an environment. */
    public FetchRole(Map<String, String> environment) {
        this.environment = environment;
        this.directory = modelDirectory(environment);
        this.log = TerminationLog.fromEnvironment(environment);
        this.reported = new ReportedFailures(directory.resolve(".reported"));
    }

    /** Where the model lies: {@code SLIPWAY_MODEL_DIR} or {@code /var/lib/slipway/model}. */
    public static Path modelDirectory(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("SLIPWAY_MODEL_DIR", "/var/lib/slipway/model"));
    }

    /** Runs until there is something to report; the exit status. */
    public int run() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Failure failure;
            try {
                String report = fetch().json(TerminationLog.MAX_BYTES);
                System.out.println(report);
                log.write(report);
                return 0;
            } catch (FailureException e) {
                failure = e.failure();
            } catch (OutOfMemoryError e) {
                failure = new Failure(CommonReason.OutOfMemory, "The fetch ran out of memory.");
            } catch (RuntimeException e) {
                e.printStackTrace();
                failure =
                        new Failure(CommonReason.InternalError, "The fetch failed with " + e + "; please report this.");
            }
            if (reported.mustReport(failure)) {
                System.err.println(failure.json());
                log.write(failure.json());
                return 1;
            }
            Thread.sleep(pause);
            pause = pause.plus(FIRST_PAUSE).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.plus(FIRST_PAUSE);
        }
    }

    private FetchReport fetch() throws FailureException {
        ConfigFile file = ConfigFile.fromEnvironment(environment);
        Artifact artifact = new ModelFetcher(
                        directory, HttpTimeouts.DEFAULT, ArtifactCache.fromEnvironment(environment))
                .fetch(file.config().model());
        return new FetchReport(
                artifact, skim(artifact.file(), file.config().model().format()));
    }

    /** A file that cannot be served is removed, so that a retry fetches the corrected one. */
    private static ModelSignature skim(Path file, Optional<String> format) throws FailureException {
        try {
            ConvertedFile.expect(file, format);
            return OnnxFile.skim(file);
        } catch (FailureException e) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException notDeleted) {
                e.addSuppressed(notDeleted);
            }
            throw e;
        }
    }
}

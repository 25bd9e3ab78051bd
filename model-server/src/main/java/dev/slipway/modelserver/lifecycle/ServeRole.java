package dev.slipway.modelserver.lifecycle;

import dev.slipway.modelserver.config.ConfigFile;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.fetch.FetchRole;
import dev.slipway.modelserver.fetch.ModelFetcher;
import dev.slipway.modelserver.onnx.ConvertedFile;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.process.ConsoleLog;
import dev.slipway.workload.process.ServingProcess;
import dev.slipway.workload.process.ServingProcess.Health;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Starts the serving process, in a pod or by hand. */
public final class ServeRole {
    private static final Pattern REMOTE = Pattern.compile("(https?|s3|mlflow):");

    private ServeRole() {}

    /** In a pod: the configuration and the model are files that others put there. */
    public static void inPod(Map<String, String> environment) {
        ConsoleLog.json();
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            ConfigFile config = ConfigFile.fromEnvironment(environment);
            Path file = FetchRole.modelDirectory(environment).resolve(ModelFetcher.FILE_NAME);
            String revision = environment.getOrDefault("SLIPWAY_REVISION", "");
            run(new Launch(config, file, ServerPorts.inPod(environment), log, revision, false));
        } catch (FailureException e) {
            ServingProcess.end(log, e.failure());
        }
    }

    /** By hand: a file or an address; everything else from the settings, or by default. */
    public static void byHand(String model, String name, ServerPorts ports, Optional<Path> settings) {
        ConsoleLog.text();
        TerminationLog none = new TerminationLog(Path.of("/dev/termination-log"));
        try {
            boolean remote = REMOTE.matcher(model).lookingAt();
            String uri =
                    remote ? model : Path.of(model).toAbsolutePath().toUri().toString();
            ConfigFile file = settings.isPresent()
                    ? ConfigFile.byHand(settings.get(), name, uri)
                    : new ConfigFile(
                            ModelServerConfig.byHand(name, uri), Digest.of(uri.getBytes(StandardCharsets.UTF_8)));
            ModelServerConfig.Model wanted = file.config().model();
            boolean verified = remote || wanted.digest().isPresent();
            Path lies = verified ? download(file.config()) : Path.of(model);
            ConvertedFile.expect(lies, wanted.format());
            run(new Launch(file, lies, ports, none, "", true));
        } catch (FailureException e) {
            ServingProcess.end(none, e.failure());
        }
    }

    private static Path download(ModelServerConfig config) throws FailureException {
        try {
            Path directory = Files.createTempDirectory("model-server");
            return new ModelFetcher(directory, HttpTimeouts.DEFAULT)
                    .fetch(config.model())
                    .file();
        } catch (IOException e) {
            throw new FailureException(CommonReason.DiskFull, "No directory can be made for the model.", e);
        }
    }

    private static void run(Launch launch) {
        launch.begin();
        new ServingProcess(
                        launch.terminationLog(),
                        launch.status().phase(),
                        Health.of("model"),
                        launch.status()::json,
                        launch.metricSources())
                .run(launch.ports().management(), new ModelServing(launch, System.getenv()));
    }
}

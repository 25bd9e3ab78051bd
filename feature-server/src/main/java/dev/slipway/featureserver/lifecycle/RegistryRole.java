package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.registry.RegistryFile;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Writes the definitions as a registry file of Feast. Starts without the framework. */
public final class RegistryRole {
    private RegistryRole() {}

    /** Runs; the exit code. */
    public static int run(Map<String, String> environment, String[] args) {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            Arguments arguments = Arguments.parse(args, Set.of("to", "config"));
            Path file = arguments.optional("config").map(Path::of).orElseGet(() -> ConfigFile.path(environment));
            FeatureServerConfig config = ConfigFile.read(file).config();
            String to = arguments.needed("to", "--to /data/registry.db");
            byte[] registry = RegistryFile.of(config, Instant.now());
            write(path(to), registry);
            String summary = "{\"to\":" + JsonText.quote(to) + ",\"result\":\"Succeeded\",\"views\":"
                    + config.views().size() + ",\"services\":"
                    + config.services().size() + ",\"bytes\":"
                    + registry.length + "}";
            log.write(summary);
            System.out.println(summary);
            return 0;
        } catch (FailureException e) {
            Failure failure = e.failure();
            log.write(failure.json());
            System.err.println(failure.json());
            return 1;
        }
    }

    private static Path path(String to) throws FailureException {
        if (to.matches("[a-z0-9]+://.*") && !to.startsWith("file://")) {
            throw Arguments.invalid("--to is %s; it must be a file.".formatted(to));
        }
        return Path.of(to.startsWith("file:") ? to.replaceFirst("file:(//)?", "") : to)
                .toAbsolutePath();
    }

    /** Whole or not at all: whoever reads the file meanwhile has the old one. */
    private static void write(Path file, byte[] content) throws FailureException {
        try {
            Files.createDirectories(file.getParent());
            Path next =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".next");
            Files.write(next, content);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new FailureException(CommonReason.InvalidConfig, "%s cannot be written: %s".formatted(file, e), e);
        }
    }
}

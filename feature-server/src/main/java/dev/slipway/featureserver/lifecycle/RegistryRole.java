package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.registry.RegistryFile;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.S3Endpoint;
import dev.slipway.workload.objectstore.S3Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the definitions as a registry file of Feast. */
public final class RegistryRole {
    private RegistryRole() {}

    /** Runs; the exit code. */
    public static int run(Map<String, String> environment, String[] args) {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            Arguments arguments = Arguments.parse(args, Set.of("to", "config", "s3-credentials"));
            Path file = arguments.optional("config").map(Path::of).orElseGet(() -> ConfigFile.path(environment));
            FeatureServerConfig config = ConfigFile.read(file).config();
            String to = arguments.needed("to", "--to /data/registry.db");
            byte[] registry = RegistryFile.of(config, Instant.now());
            if (to.startsWith("s3://")) {
                put(S3Location.parse(to, "--to"), arguments.optional("s3-credentials"), registry);
            } else {
                write(path(to), registry);
            }
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
            throw Arguments.invalid("--to is %s; it must be a file or s3://bucket/key.".formatted(to));
        }
        return Path.of(to.startsWith("file:") ? to.replaceFirst("file:(//)?", "") : to)
                .toAbsolutePath();
    }

    private static void put(S3Location where, Optional<String> credentials, byte[] content) throws FailureException {
        if (where.isPrefix()) {
            throw Arguments.invalid("--to is %s; it must name an object, as s3://bucket/registry.db.".formatted(where));
        }
        try (ObjectStore store =
                new ObjectStore(S3Endpoint.source(credentials, "of S3"), "--s3-credentials", HttpTimeouts.DEFAULT)) {
            store.put(where, content, "application/octet-stream");
        }
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

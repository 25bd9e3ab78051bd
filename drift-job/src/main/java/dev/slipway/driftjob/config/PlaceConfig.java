package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.Optional;

/** Where named files are kept. */
public sealed interface PlaceConfig {
    record Directory(Path path) implements PlaceConfig {}

    /** A prefix of a bucket. */
    record S3(String uri, Optional<Path> secret) implements PlaceConfig {}

    /** A table of names and bytes. */
    record Postgres(Path secret, String table) implements PlaceConfig {}

    /** Reads the one place among a node's fields. */
    static PlaceConfig of(ConfigNode node, String path, boolean withPostgres) throws FailureException {
        int given = (node.has("directory") ? 1 : 0) + (node.has("s3") ? 1 : 0) + (node.has("postgres") ? 1 : 0);
        if (given != 1 || (node.has("postgres") && !withPostgres)) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's %s needs exactly one of directory, s3%s."
                            .formatted(path, withPostgres ? " and postgres" : ""));
        }
        if (node.has("directory")) {
            return new Directory(Path.of(node.string("directory")));
        }
        if (node.has("s3")) {
            ConfigNode s3 = node.object("s3").orElseThrow().only("uri", "secret");
            return new S3(s3.string("uri"), s3.optionalString("secret").map(Path::of));
        }
        ConfigNode postgres = node.object("postgres").orElseThrow().only("secret", "table");
        return new Postgres(
                Path.of(postgres.string("secret")),
                postgres.optionalString("table").orElse("slipway_drift_state"));
    }
}

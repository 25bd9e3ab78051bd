package dev.slipway.driftjob.run;

import dev.slipway.driftjob.read.CsvSource;
import dev.slipway.driftjob.read.PostgresSource;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.SourceException;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Where a side's rows are, or, of a reference, its profile. */
sealed interface SourceConfig {
    /** A profile that was made before. */
    record ProfileOf(Path file) implements SourceConfig {}

    record Csv(Path file, char separator) implements SourceConfig {}

    /**
     * @param secret folder with the files username and password, as a mounted Secret has them
     */
    record Postgres(String url, Path secret, String table, Optional<PostgresSource.Window> window)
            implements SourceConfig {}

    static SourceConfig of(ConfigNode node) throws FailureException {
        node.only("csv", "postgres", "profile");
        Optional<ConfigNode> csv = node.object("csv");
        if (csv.isPresent()) {
            csv.get().only("file", "separator");
            String separator = csv.get().optionalString("separator").orElse(",");
            return new Csv(Path.of(csv.get().string("file")), separator.charAt(0));
        }
        Optional<ConfigNode> profile = node.object("profile");
        if (profile.isPresent()) {
            return new ProfileOf(Path.of(profile.get().only("file").string("file")));
        }
        ConfigNode postgres = node.object("postgres")
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig, "A side of the configuration needs csv, postgres or profile."));
        postgres.only("url", "secret", "table", "timeColumn", "start", "end");
        return new Postgres(
                postgres.string("url"), Path.of(postgres.string("secret")), postgres.string("table"), window(postgres));
    }

    private static Optional<PostgresSource.Window> window(ConfigNode node) throws FailureException {
        Optional<String> column = node.optionalString("timeColumn");
        if (column.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PostgresSource.Window(
                    column.get(), Instant.parse(node.string("start")), Instant.parse(node.string("end"))));
        } catch (DateTimeException e) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "A window's start and end are times such as 2026-01-31T00:00:00Z; one is \"" + node.string("start")
                            + "\", \"" + node.string("end") + "\".");
        }
    }

    /** The rows; IllegalStateException for a profile, which has none. */
    default Source source() throws IOException {
        return switch (this) {
            case Csv csv -> new CsvSource(csv.file(), csv.separator());
            case Postgres postgres ->
                new PostgresSource(
                        postgres.url(),
                        secret(postgres, "username"),
                        secret(postgres, "password"),
                        postgres.table(),
                        postgres.window().orElse(null));
            case ProfileOf profile -> throw new IllegalStateException(profile.file() + " is a profile");
        };
    }

    private static String secret(Postgres postgres, String key) throws IOException {
        Path file = postgres.secret().resolve(key);
        if (!Files.isReadable(file)) {
            throw new SourceException("the secret for " + postgres.table() + " has no readable key " + key);
        }
        return Files.readString(file).strip();
    }
}

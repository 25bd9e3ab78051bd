package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where rows are, or, of a reference, their profile. */
public sealed interface SourceConfig {
    String DEFAULT_KEY = "request_id";

    /** A profile that was made before. */
    record ProfileOf(String uri, Optional<Path> secret) implements SourceConfig {}

    record Csv(Path file, char separator, Optional<String> keyColumn) implements SourceConfig {}

    /** Files; {@code *} matches within the last name. */
    record Parquet(String uri, Optional<Path> secret, Optional<String> timeColumn, Optional<String> keyColumn)
            implements SourceConfig {}

    /**
     * @param secret folder of a mounted Secret
     * @param query in place of a table
     */
    record Postgres(Path secret, String table, boolean query, Optional<String> timeColumn, Optional<String> keyColumn)
            implements SourceConfig {}

    /** The first days of a prediction log, or of what it holds from a time on. */
    record FrozenLog(Path secret, String table, String timeColumn, Duration first) implements SourceConfig {}

    /** A source, and the window that the document gives for it. */
    record Placed(SourceConfig source, Optional<Instant> start, Optional<Instant> end) {}

    /** Columns of a prediction log that are no features. */
    Set<String> LOG_COLUMNS =
            Set.of("request_id", "ts", "revision", "arm", "entity", "latency_us", "prediction", "score");

    /** Reads the one source among the fields of a node; the others are the caller's. */
    static Placed of(ConfigNode node, String path, List<String> kinds) throws FailureException {
        List<String> given = kinds.stream().filter(node::has).toList();
        if (given.size() != 1) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's %s needs exactly one of %s and has %s."
                            .formatted(path, String.join(", ", kinds), given.isEmpty() ? "none" : given));
        }
        String kind = given.getFirst();
        ConfigNode source = node.object(kind).orElseThrow();
        return switch (kind) {
            case "csv" -> csv(source);
            case "parquet" ->
                placed(
                        new Parquet(
                                source.only("uri", "secret", "timeColumn", "keyColumn", "start", "end", "labelColumn")
                                        .string("uri"),
                                source.optionalString("secret").map(Path::of),
                                source.optionalString("timeColumn"),
                                source.optionalString("keyColumn")),
                        source);
            case "postgres" -> postgres(source, path);
            case "profile" ->
                placed(
                        new ProfileOf(
                                source.only("uri", "secret").string("uri"),
                                source.optionalString("secret").map(Path::of)),
                        source);
            default ->
                placed(
                        new FrozenLog(
                                Path.of(source.only("secret", "table", "timeColumn", "first", "start")
                                        .string("secret")),
                                source.string("table"),
                                source.optionalString("timeColumn").orElse("ts"),
                                source.duration("first", Duration.ofDays(7))),
                        source);
        };
    }

    private static Placed csv(ConfigNode source) throws FailureException {
        source.only("file", "separator", "keyColumn", "labelColumn", "timeColumn");
        String separator = source.optionalString("separator").orElse(",");
        return placed(
                new Csv(Path.of(source.string("file")), separator.charAt(0), source.optionalString("keyColumn")),
                source);
    }

    private static Placed postgres(ConfigNode source, String path) throws FailureException {
        source.only("secret", "table", "query", "timeColumn", "keyColumn", "start", "end", "labelColumn");
        boolean query = source.has("query");
        if (query == source.has("table")) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's %s.postgres needs either table or query.".formatted(path));
        }
        return placed(
                new Postgres(
                        Path.of(source.string("secret")),
                        source.string(query ? "query" : "table"),
                        query,
                        source.optionalString("timeColumn"),
                        source.optionalString("keyColumn")),
                source);
    }

    private static Placed placed(SourceConfig config, ConfigNode source) throws FailureException {
        return new Placed(config, instant(source, "start"), instant(source, "end"));
    }

    /** A time in UTC, as 2026-01-31T00:00:00Z. */
    static Optional<Instant> instant(ConfigNode node, String field) throws FailureException {
        Optional<String> text = node.optionalString(field);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException e) {
            throw node.refuse(field, "a time such as 2026-01-31T00:00:00Z");
        }
    }

    /** The column by which rows of this source are known. */
    default String key() {
        Optional<String> key =
                switch (this) {
                    case Csv csv -> csv.keyColumn();
                    case Parquet parquet -> parquet.keyColumn();
                    case Postgres postgres -> postgres.keyColumn();
                    case FrozenLog log -> Optional.empty();
                    case ProfileOf profile -> Optional.empty();
                };
        return key.orElse(DEFAULT_KEY);
    }

    /** The column with the time of a row, where one is named. */
    default Optional<String> time() {
        return switch (this) {
            case Csv csv -> Optional.empty();
            case Parquet parquet -> parquet.timeColumn();
            case Postgres postgres -> postgres.timeColumn();
            case FrozenLog log -> Optional.of(log.timeColumn());
            case ProfileOf profile -> Optional.empty();
        };
    }

    /** What tells this source from another, without secrets; part of the reference's identity. */
    default Map<String, String> identity() {
        return switch (this) {
            case Csv csv -> Map.of("csv", csv.file().toString());
            case Parquet parquet -> Map.of("parquet", parquet.uri());
            case Postgres postgres -> Map.of("postgres", postgres.table());
            case FrozenLog log ->
                Map.of("log", log.table(), "first", log.first().toString());
            case ProfileOf profile -> Map.of("profile", profile.uri());
        };
    }
}

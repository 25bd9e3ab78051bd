package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.config.FeatureServerConfig.Service;
import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.export.ExportRequest;
import dev.slipway.featureserver.export.ExportRequest.Entities;
import dev.slipway.featureserver.export.ExportRequest.Output;
import dev.slipway.featureserver.export.ExportRequest.Place;
import dev.slipway.featureserver.export.ExportSummary;
import dev.slipway.featureserver.export.Exporter;
import dev.slipway.featureserver.parquet.ParquetCodec;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.objectstore.S3Location;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The job that makes a training set. */
public final class ExportRole {
    private static final Set<String> KNOWN = Set.of(
            "features",
            "service",
            "full-feature-names",
            "entities-table",
            "entities-query",
            "timestamp-field",
            "time-zone",
            "order-by",
            "credentials",
            "s3-credentials",
            "to",
            "replace",
            "compression");

    private ExportRole() {}

    /** Runs; the exit code. */
    public static int run(Map<String, String> environment, String[] args) {
        TerminationLog log = TerminationLog.fromEnvironment(environment);
        try {
            Arguments arguments = Arguments.parse(args, KNOWN);
            FeatureServerConfig config =
                    ConfigFile.read(ConfigFile.path(environment)).config();
            ExportSummary summary = new Exporter(config).export(request(arguments, config));
            log.write(summary.json());
            System.out.println(summary.json());
            return 0;
        } catch (FailureException e) {
            Failure failure = e.failure();
            log.write(failure.json());
            System.err.println(failure.json());
            return 1;
        }
    }

    private static ExportRequest request(Arguments arguments, FeatureServerConfig config) throws FailureException {
        Entities entities = new Entities(
                arguments.optional("credentials").map(Path::of),
                relation(arguments),
                arguments.optional("timestamp-field").orElse("event_timestamp"),
                arguments.optional("time-zone"),
                arguments.list("order-by"));
        return new ExportRequest(
                features(arguments, config), entities, arguments.flag("full-feature-names"), output(arguments));
    }

    private static List<String> features(Arguments arguments, FeatureServerConfig config) throws FailureException {
        Optional<String> service = arguments.optional("service");
        if (service.isPresent() == arguments.optional("features").isPresent()) {
            throw Arguments.invalid("Say --features view:feature,… or --service NAME, and not both.");
        }
        if (service.isEmpty()) {
            return arguments.list("features");
        }
        return config.services().stream()
                .filter(known -> known.name().equals(service.get()))
                .findFirst()
                .map(Service::features)
                .orElseThrow(
                        () -> Arguments.invalid("The configuration has no service '%s'.".formatted(service.get())));
    }

    private static String relation(Arguments arguments) throws FailureException {
        Optional<String> table = arguments.optional("entities-table");
        Optional<String> query = arguments.optional("entities-query");
        if (table.isPresent() == query.isPresent()) {
            throw Arguments.invalid("Say --entities-table NAME or --entities-query SELECT…, and not both.");
        }
        return table.map(Identifiers::qualified).orElseGet(() -> Identifiers.query(query.orElseThrow()));
    }

    private static Output output(Arguments arguments) throws FailureException {
        String to = arguments.needed("to", "--to /data/train.parquet");
        if (to.startsWith("table:")) {
            return new Output.Table(Identifiers.qualified(to.substring("table:".length())), arguments.flag("replace"));
        }
        if (to.endsWith(".csv")) {
            return new Output.Csv(place(arguments, to));
        }
        if (to.endsWith(".parquet")) {
            Place place = place(arguments, to);
            String codec = arguments.optional("compression").orElse(ParquetCodec.UNCOMPRESSED.name());
            return Arrays.stream(ParquetCodec.values())
                    .filter(known -> known.name().equals(codec))
                    .findFirst()
                    .map(known -> (Output) new Output.Parquet(place, known))
                    .orElseThrow(
                            () -> Arguments.invalid("--compression is UNCOMPRESSED or GZIP, not %s.".formatted(codec)));
        }
        throw Arguments.invalid("--to is %s; it must end with .parquet or .csv, or be table:NAME.".formatted(to));
    }

    private static Place place(Arguments arguments, String to) throws FailureException {
        if (to.startsWith("s3://")) {
            return new Place.S3(S3Location.parse(to, "--to"), arguments.optional("s3-credentials"));
        }
        if (to.contains("://") && !to.startsWith("file://")) {
            throw Arguments.invalid("--to is %s; it must be a file, s3://bucket/key, or table:NAME.".formatted(to));
        }
        return new Place.Local(Path.of(to.startsWith("file:") ? to.replaceFirst("file:(//)?", "") : to));
    }
}

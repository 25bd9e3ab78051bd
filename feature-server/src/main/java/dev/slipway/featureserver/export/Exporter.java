package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.export.ExportRequest.Output;
import dev.slipway.featureserver.export.ExportRequest.Place;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.offline.CopyReader;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.offline.SourceConnection;
import dev.slipway.featureserver.offline.SourceFailure;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.ObjectIOException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a training set: the rows of an entity table, in their order, each with the feature values that were known at its
 * time. Works through the rows in chunks, so that memory does not grow with them; all of it sees one state of the database.
 */
public final class Exporter {
    /** What entities of a chunk and the source rows held for them may take. */
    static final Budget DEFAULT_BUDGET = new Budget(1 << 17, 24L << 20, 48L << 20, ViewJoins.Choice.BY_COST);

    private final FeatureServerConfig config;
    private final Budget budget;

    /**
     * Bounds of what is held at once.
     *
     * @param rows entity rows
     * @param entityBytes bytes of them
     * @param viewBytes bytes of source rows
     * @param choice who decides how views are joined
     */
    record Budget(int rows, long entityBytes, long viewBytes, ViewJoins.Choice choice) {
        /** The share of each of so many views. */
        Budget among(int views) {
            return new Budget(rows, entityBytes, viewBytes / views, choice);
        }
    }

    /** For the views of a configuration. */
    public Exporter(FeatureServerConfig config) {
        this(config, DEFAULT_BUDGET);
    }

    Exporter(FeatureServerConfig config, Budget budget) {
        this.config = config;
        this.budget = budget;
    }

    /** Makes the set. */
    public ExportSummary export(ExportRequest request) throws FailureException {
        long start = System.nanoTime();
        WantedFeatures wanted = WantedFeatures.of(config, request);
        Path credentials = request.entities().credentials().orElseGet(() -> wanted.credentials());
        try (Connection entities = SourceConnection.open(credentials)) {
            SourceColumns columns =
                    SourceColumns.read(entities, request.entities().relation(), Map.of());
            EntityTable table = new EntityTable(
                    columns,
                    request.entities().timeField(),
                    request.entities().timeZone(),
                    request.entities().orderBy());
            List<JoinKey> keys = wanted.keys();
            EntityChunk.Layout layout =
                    new EntityChunk.Layout(table.outputColumns().size(), keys);
            String select = table.select(keys);
            try (ViewSegments segments = ViewSegments.open(entities, credentials, wanted, budget)) {
                OutputPlan plan = OutputPlan.of(table, wanted, layout);
                try (RowSink sink = sink(request, plan, credentials)) {
                    long rows = copy(entities, select, layout, segments, plan, sink);
                    sink.finish();
                    return new ExportSummary(
                            request.output().name(),
                            rows,
                            sink.bytes(),
                            segments.summary(),
                            (System.nanoTime() - start) / 1_000_000);
                }
            }
        } catch (SQLException e) {
            throw SourceFailure.of(e, "the export");
        } catch (ObjectIOException e) {
            throw e.failure();
        } catch (IOException e) {
            throw new FailureException(
                    Reason.OutputFailed,
                    "%s cannot be written: %s".formatted(request.output().name(), e.getMessage()),
                    e);
        }
    }

    private long copy(
            Connection connection,
            String select,
            EntityChunk.Layout layout,
            ViewSegments segments,
            OutputPlan plan,
            RowSink sink)
            throws SQLException, IOException, FailureException {
        long written = 0;
        try (CopyReader entities = new CopyReader(connection, select)) {
            EntityChunk chunk = new EntityChunk(layout);
            boolean more = true;
            while (more) {
                more = fill(chunk, entities);
                segments.find(chunk);
                OutputRow row = plan.row(segments);
                for (int i = 0; i < chunk.size(); i++) {
                    row.set(0, chunk.row(i));
                    segments.fill(row, i);
                    sink.write(row);
                }
                written += chunk.size();
                List<byte[]> later = chunk.later();
                more |= !later.isEmpty();
                chunk = new EntityChunk(layout);
                later.forEach(chunk::add);
            }
        }
        return written;
    }

    /** Whether there may be more. */
    private boolean fill(EntityChunk chunk, CopyReader entities) throws SQLException {
        while (chunk.size() < budget.rows() && chunk.bytes() < budget.entityBytes()) {
            byte @Nullable [] row = entities.next();
            if (row == null) {
                return false;
            }
            chunk.add(row);
        }
        return true;
    }

    private static RowSink sink(ExportRequest request, OutputPlan plan, Path credentials)
            throws FailureException, SQLException, IOException {
        return switch (request.output()) {
            case Output.Parquet parquet -> new ParquetSink(target(parquet.place()), plan.columns(), parquet.codec());
            case Output.Csv csv -> new CsvSink(target(csv.place()), plan.columns());
            case Output.Table table ->
                new TableSink(SourceConnection.open(credentials), table.table(), table.replace(), plan.columns());
        };
    }

    private static OutputTarget target(Place place) throws IOException {
        return switch (place) {
            case Place.Local local -> OutputTarget.file(local.path());
            case Place.S3 s3 -> OutputTarget.object(s3);
        };
    }

    static ViewConfig.Source source(ViewConfig view) throws FailureException {
        return view.source()
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig,
                        "The view '%s' has no source: rows that are only pushed have no past.".formatted(view.name())));
    }
}

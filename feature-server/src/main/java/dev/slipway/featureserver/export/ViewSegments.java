package dev.slipway.featureserver.export;

import dev.slipway.featureserver.aggregate.AggregateSql;
import dev.slipway.featureserver.aggregate.HopGroup;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.offline.RowOrder;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.offline.SourceConnection;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The views of a training set with their connections; what is found for the present chunk is a segment of its rows. */
final class ViewSegments implements AutoCloseable {
    private final Map<Path, Connection> connections;
    private final List<ViewSegment> segments;

    private ViewSegments(Map<Path, Connection> connections, List<ViewSegment> segments) {
        this.connections = connections;
        this.segments = segments;
    }

    /** Connects; views in the database of the entities see what the entities' transaction sees. */
    static ViewSegments open(Connection entities, Path credentials, WantedFeatures wanted, Exporter.Budget budget)
            throws SQLException, FailureException {
        ViewSegments opened = new ViewSegments(new HashMap<>(), new ArrayList<>());
        try {
            String snapshot = SourceConnection.snapshot(entities);
            opened.connections.put(credentials, SourceConnection.open(credentials, snapshot));
            for (WantedFeatures.View view : wanted.views()) {
                ViewConfig config = view.config();
                Source source = Exporter.source(config);
                Path directory = Path.of(source.credentialsDirectory());
                Connection connection = opened.connections.get(directory);
                if (connection == null) {
                    connection = SourceConnection.open(directory);
                    opened.connections.put(directory, connection);
                }
                EntityUpload upload = new EntityUpload(connection, config.entities(), opened.segments.size());
                opened.segments.add(segment(
                        connection, view, upload, budget.among(wanted.views().size())));
            }
            return opened;
        } catch (SQLException | FailureException e) {
            opened.close();
            throw e;
        }
    }

    private static ViewSegment segment(
            Connection connection, WantedFeatures.View view, EntityUpload upload, Exporter.Budget budget)
            throws SQLException, FailureException {
        ViewConfig config = view.config();
        Source source = Exporter.source(config);
        SourceColumns columns = SourceColumns.read(connection, source);
        RowOrder order = RowOrder.of(columns, source);
        ViewQuery query = new ViewQuery(config, columns, order, view.columns());
        AggregateSql sql = new AggregateSql(columns, order, config.aggregations());
        List<AggregateJoin> aggregates = new ArrayList<>();
        for (HopGroup group : view.groups()) {
            aggregates.add(new AggregateJoin(connection, query, group, sql, upload, budget.viewBytes()));
        }
        return new ViewSegment(connection, query, upload, aggregates, budget);
    }

    /** Finds what is known of the chunk's rows; the chunk may become shorter. */
    void find(EntityChunk chunk) throws SQLException, FailureException {
        for (ViewSegment segment : segments) {
            segment.find(chunk);
        }
    }

    /** Sets what was found for a row of the chunk; the entity's own segment comes first. */
    void fill(OutputRow row, int index) {
        int segment = 1;
        for (ViewSegment view : segments) {
            view.fill(row, segment, index);
            segment += view.parts();
        }
    }

    /** The segment of a feature. */
    int segment(WantedFeatures.Wanted feature) {
        return 1
                + segments.stream()
                        .limit(feature.view())
                        .mapToInt(ViewSegment::parts)
                        .sum()
                + feature.part();
    }

    /** Its field there. */
    int field(WantedFeatures.Wanted feature) {
        return segments.get(feature.view()).firstFeature(feature.part()) + feature.place();
    }

    /** How many fields each segment has, those of the views after the entity's own. */
    int[] fields(int ofEntity) {
        List<Integer> fields = new ArrayList<>(List.of(ofEntity));
        for (ViewSegment view : segments) {
            for (int part = 0; part < view.parts(); part++) {
                fields.add(view.fields(part));
            }
        }
        return fields.stream().mapToInt(Integer::intValue).toArray();
    }

    List<ExportSummary.View> summary() {
        return segments.stream().map(ViewSegment::summary).toList();
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }
}

package dev.slipway.featureserver.export;

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
                SourceColumns columns = SourceColumns.read(connection, source);
                ViewQuery query = new ViewQuery(config, columns, RowOrder.of(columns, source), view.features());
                opened.segments.add(new ViewSegment(
                        connection,
                        query,
                        new EntityUpload(connection, config.entities(), opened.segments.size()),
                        budget.among(wanted.views().size())));
            }
            return opened;
        } catch (SQLException | FailureException e) {
            opened.close();
            throw e;
        }
    }

    /** Finds what is known of the chunk's rows; the chunk may become shorter. */
    void find(EntityChunk chunk) throws SQLException, FailureException {
        for (ViewSegment segment : segments) {
            segment.find(chunk);
        }
    }

    /** Sets what was found for a row of the chunk. */
    void fill(OutputRow row, int index) {
        for (int i = 0; i < segments.size(); i++) {
            row.set(1 + i, segments.get(i).found(index));
        }
    }

    int count() {
        return segments.size();
    }

    int segment(WantedFeatures.Wanted feature) {
        return feature.view();
    }

    int field(WantedFeatures.Wanted feature) {
        return segments.get(feature.view()).firstFeature() + feature.feature();
    }

    int fields(int segment) {
        return segments.get(segment).fields();
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

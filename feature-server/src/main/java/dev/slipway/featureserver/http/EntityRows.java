package dev.slipway.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.cells.RequestJson;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.plan.KeyGroup;
import dev.slipway.featureserver.plan.ReadPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entities of a request: columns of equal length in the order of the request. */
final class EntityRows {
    private final List<EntityColumn> columns;
    private final int rows;

    private EntityRows(List<EntityColumn> columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Reads the object {@code entities} of a body, of which the plan says the types. */
    static EntityRows read(byte[] body, int from, int to, ReadPlan plan, int most)
            throws IOException, RequestException {
        List<EntityColumn> columns = new ArrayList<>(2);
        List<String> unknown = new ArrayList<>(0);
        try (JsonParser in = RequestJson.parser(body, from, to)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw RequestModel.GET_ONLINE_FEATURES.refusal(body, "entities must be an object");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                if (in.nextToken() != JsonToken.START_ARRAY) {
                    throw RequestModel.GET_ONLINE_FEATURES.refusal(body, "entities must be lists");
                }
                Optional<JoinKey> key = plan.joinKeys().stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst();
                if (key.isPresent()) {
                    columns.add(EntityColumn.read(in, key.get()));
                } else {
                    unknown.add(name);
                    in.skipChildren();
                }
            }
        }
        return checked(columns, unknown, plan, most);
    }

    private static EntityRows checked(List<EntityColumn> columns, List<String> unknown, ReadPlan plan, int most)
            throws RequestException {
        boolean needsNone = plan.joinKeys().isEmpty();
        if (columns.isEmpty() && unknown.isEmpty() && !needsNone) {
            throw RequestException.plain(400, "The entities are empty.", 500, "'pop from an empty set'");
        }
        List<String> wanted = plan.joinKeys().stream().map(JoinKey::name).toList();
        if (columns.isEmpty() && !needsNone) {
            throw FeastErrors.missingKeys(wanted, List.of());
        }
        int rows = columns.isEmpty() ? 1 : columns.getFirst().rows();
        for (EntityColumn column : columns) {
            if (column.rows() != rows) {
                throw RequestException.plain(
                        400,
                        "The entities '%s' and '%s' have %d and %d rows."
                                .formatted(columns.getFirst().name(), column.name(), rows, column.rows()),
                        500,
                        "All entity rows must have the same columns.");
            }
        }
        if (rows == 0) {
            throw FeastErrors.noRows(wanted);
        }
        if (rows > most) {
            throw RequestException.ours(413, "%d entities are too many; ask for at most %d.".formatted(rows, most));
        }
        EntityRows entities = new EntityRows(columns, rows);
        if (plan.groups().stream().noneMatch(entities::complete)) {
            List<String> given = columns.stream().map(EntityColumn::name).toList();
            throw FeastErrors.missingKeys(
                    wanted.stream().filter(name -> !given.contains(name)).toList(), given);
        }
        return entities;
    }

    int rows() {
        return rows;
    }

    List<EntityColumn> columns() {
        return columns;
    }

    /** Whether all join keys of the group are given. */
    boolean complete(KeyGroup group) {
        return group.keyOwner().key().entityless()
                || group.keyOwner().key().keys().stream().allMatch(key -> column(key.name()) != null);
    }

    /** The columns in the order of the group's key. */
    EntityColumn[] keyColumns(KeyGroup group) {
        return group.keyOwner().key().keys().stream()
                .map(key -> java.util.Objects.requireNonNull(column(key.name()), key.name()))
                .toArray(EntityColumn[]::new);
    }

    static void encodeKey(ByteSink out, KeyGroup group, EntityColumn[] keyColumns, int row) {
        group.keyOwner().key().begin(out);
        for (EntityColumn column : keyColumns) {
            column.encode(out, row);
        }
        group.keyOwner().endKey(out);
    }

    private @org.jspecify.annotations.Nullable EntityColumn column(String name) {
        for (EntityColumn column : columns) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        return null;
    }
}

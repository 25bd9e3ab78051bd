package dev.slipway.featureserver.registry;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.workload.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a view's rows come from, as {@code feast.core.DataSource} (DataSource.proto of Feast 0.67): a
 * {@code PostgreSQLSource}, and beside it a {@code PushSource} where rows are pushed.
 */
final class DataSources {
    private static final int CUSTOM_SOURCE = 6;
    private static final int PUSH_SOURCE = 9;
    private static final String POSTGRES =
            "feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source.PostgreSQLSource";
    private static final String DEFAULT_TIME = "event_timestamp";

    private final ViewConfig view;
    private final Instant now;

    DataSources(ViewConfig view, Instant now) {
        this.view = view;
        this.now = now;
    }

    /** Sources of the view in their own right, with their project. */
    List<Message> all() {
        List<Message> sources = new ArrayList<>();
        sources.add(batch().text(21, view.project()));
        if (view.push().isPresent()) {
            sources.add(push().text(21, view.project()));
        }
        return sources;
    }

    /** The table or query. A view that is only pushed to has a query without rows: Feast wants one. */
    Message batch() {
        String relation = view.source().map(Source::relation).orElse("");
        String table = relation.startsWith("(") ? "" : Identifiers.plain(relation);
        String query = relation.isEmpty()
                ? nothing()
                : relation.startsWith("(")
                        ? relation.substring(1, relation.length() - 1).strip()
                        : "";
        String configuration = "{\"name\": %s, \"query\": %s, \"table\": %s}"
                .formatted(JsonText.quote(name()), JsonText.quote(query), JsonText.quote(table));
        return head(CUSTOM_SOURCE)
                .message(16, new Message().bytes(1, configuration.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .text(17, POSTGRES)
                .text(20, name())
                .message(50, meta());
    }

    Message push() {
        return head(PUSH_SOURCE)
                .text(17, "feast.data_source.PushSource")
                .text(20, view.push().orElseThrow().name())
                .message(26, batch())
                .message(50, meta());
    }

    String timeField() {
        return view.source().map(Source::timestampField).orElse(DEFAULT_TIME);
    }

    String createdField() {
        return view.source().flatMap(Source::createdField).orElse("");
    }

    private Message head(int type) {
        return new Message()
                .number(1, type)
                .map(2, view.source().map(Source::fieldMapping).orElse(Map.of()))
                .text(3, timeField())
                .text(5, createdField());
    }

    private Message meta() {
        return new Message().time(3, now).time(4, now);
    }

    private String name() {
        return view.name() + "_source";
    }

    private String nothing() {
        List<String> columns = new ArrayList<>();
        for (JoinKey key : view.entities()) {
            columns.add("NULL::" + sqlType(key.type()) + " AS " + Identifiers.quote(key.name()));
        }
        for (Feature feature : view.features()) {
            columns.add("NULL::" + sqlType(feature.type()) + " AS " + Identifiers.quote(feature.name()));
        }
        columns.add("NULL::timestamptz AS " + Identifiers.quote(DEFAULT_TIME));
        return "SELECT " + String.join(", ", columns) + " WHERE false";
    }

    private static String sqlType(ValueType type) {
        String one =
                switch (type.element()) {
                    case BYTES -> "bytea";
                    case INT32 -> "int4";
                    case INT64 -> "int8";
                    case DOUBLE -> "float8";
                    case FLOAT -> "float4";
                    case BOOL -> "bool";
                    case TIMESTAMP, ZONED -> "timestamptz";
                    case STRING -> "text";
                    case MAP, VALUE, SCALAR_MAP -> "jsonb";
                };
        return type.scalar() ? one : one + "[]";
    }
}

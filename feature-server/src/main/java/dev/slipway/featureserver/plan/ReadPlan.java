package dev.slipway.featureserver.plan;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.JsonValues;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a list of features needs: the keys to read and where each column of the answer finds its cells. Compiled once for
 * each (list, configuration).
 */
public final class ReadPlan {
    private final List<KeyGroup> groups;
    private final List<Column> columns;
    private final List<JoinKey> joinKeys;

    /**
     * One feature of the answer.
     *
     * @param name as the answer has it
     * @param quotedName the same as JSON
     * @param type declared type
     * @param group which key
     * @param view which view of the group
     * @param cell which cell of the key
     * @param absent what is answered where there is no value, as JSON
     * @param absentValue the same serialized; empty for null
     */
    @SuppressWarnings("ArrayRecordComponent") // Compiled once, written on every request, compared never.
    public record Column(
            String name,
            byte[] quotedName,
            ValueType type,
            int group,
            int view,
            int cell,
            byte[] absent,
            byte[] absentValue) {}

    private ReadPlan(List<KeyGroup> groups, List<Column> columns) {
        this.groups = List.copyOf(groups);
        this.columns = List.copyOf(columns);
        Map<String, JoinKey> keys = new LinkedHashMap<>();
        for (KeyGroup group : groups) {
            group.keyOwner().config().entities().forEach(key -> keys.putIfAbsent(key.name(), key));
        }
        this.joinKeys = List.copyOf(keys.values());
    }

    /** Compiles references such as {@code view:feature}, which keep their order. */
    public static ReadPlan compile(Catalog catalog, List<String> references, boolean fullNames)
            throws ReferenceException {
        if (references.isEmpty()) {
            throw new ReferenceException.NoFeatures();
        }
        List<FeatureReference> features = new ArrayList<>();
        for (String reference : references) {
            features.add(FeatureReference.resolve(catalog, reference));
        }
        FeatureReference.refuseSameNames(features, fullNames);
        List<List<FeatureReference>> byKey = byKey(features);
        List<KeyGroup> groups = new ArrayList<>();
        Column[] columns = new Column[features.size()];
        for (List<FeatureReference> group : byKey) {
            groups.add(group(catalog, group, groups.size(), fullNames, features, columns));
        }
        return new ReadPlan(groups, List.of(columns));
    }

    private static List<List<FeatureReference>> byKey(List<FeatureReference> features) {
        List<List<FeatureReference>> groups = new ArrayList<>();
        for (FeatureReference feature : features) {
            groups.stream()
                    .filter(group -> Catalog.sharesKey(group.getFirst().view(), feature.view()))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.getLast();
                    })
                    .add(feature);
        }
        return groups;
    }

    private static KeyGroup group(
            Catalog catalog,
            List<FeatureReference> group,
            int number,
            boolean fullNames,
            List<FeatureReference> all,
            Column[] columns) {
        List<ViewPlan> views =
                group.stream().map(FeatureReference::view).distinct().toList();
        ViewPlan first = views.getFirst();
        List<Integer> fields = new ArrayList<>();
        for (FeatureReference feature : group) {
            int cell = first.packed() ? feature.position() : fields.size();
            fields.add(feature.view().field(feature.position()));
            columns[all.indexOf(feature)] = new Column(
                    feature.name(fullNames),
                    JsonText.quote(feature.name(fullNames)).getBytes(StandardCharsets.UTF_8),
                    feature.view().type(feature.position()),
                    number,
                    views.indexOf(feature.view()),
                    cell,
                    json(feature.view().type(feature.position()), feature.view().fallback(feature.position())),
                    feature.view().fallback(feature.position()));
        }
        return first.packed() ? KeyGroup.packed(first) : KeyGroup.hash(views, fields, catalog.fieldsOfKey(first));
    }

    private static byte[] json(ValueType type, byte[] value) {
        ByteSink out = new ByteSink(16);
        new JsonValues().write(out, type, value, 0, value.length);
        return out.toByteArray();
    }

    /** The keys to read for each entity. */
    public List<KeyGroup> groups() {
        return groups;
    }

    /** The columns of the answer, without join keys. */
    public List<Column> columns() {
        return columns;
    }

    /** The join keys of all views. */
    public List<JoinKey> joinKeys() {
        return joinKeys;
    }
}

package dev.slipway.featureserver.export;

import dev.slipway.featureserver.aggregate.HopGroup;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.Aggregation;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Features of a request, by view and by how they are found.
 *
 * @param views views in the order of their first feature
 * @param features in the order of the request
 */
record WantedFeatures(List<View> views, List<Wanted> features) {
    /**
     * One view and what is wanted of it.
     *
     * @param config the view
     * @param columns features that are columns of the row that counts; may be none
     * @param groups aggregations
     */
    record View(ViewConfig config, List<Feature> columns, List<HopGroup> groups) {
        private static View of(ViewConfig config, List<Feature> wanted) {
            List<Feature> columns =
                    wanted.stream().filter(config.columnFeatures()::contains).toList();
            List<Aggregation> aggregations = config.aggregations().stream()
                    .filter(one ->
                            wanted.stream().anyMatch(feature -> feature.name().equals(one.name())))
                    .toList();
            return new View(config, columns, HopGroup.of(aggregations));
        }

        private Wanted find(int view, Feature feature, String column) {
            int place = columns.indexOf(feature);
            for (int group = 0; place < 0 && group < groups.size(); group++) {
                List<Aggregation> aggregations = groups.get(group).aggregations();
                for (int i = 0; i < aggregations.size(); i++) {
                    if (aggregations.get(i).name().equals(feature.name())) {
                        return new Wanted(view, 1 + group, i, column, feature.type());
                    }
                }
            }
            return new Wanted(view, 0, place, column, feature.type());
        }
    }

    /**
     * One feature.
     *
     * @param view place of its view
     * @param part 0 for a column, from 1 on for the groups of aggregations
     * @param place within the part
     * @param name of its column in the set
     * @param type of its values
     */
    record Wanted(int view, int part, int place, String name, ValueType type) {}

    /** A reference that was found. */
    private record Found(ViewConfig view, Feature feature) {}

    static WantedFeatures of(FeatureServerConfig config, ExportRequest request) throws FailureException {
        LinkedHashSet<Found> found = new LinkedHashSet<>();
        for (String reference : request.features()) {
            found.add(find(config, reference));
        }
        if (found.isEmpty()) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "No features are asked for: name some, or a service.");
        }
        Map<ViewConfig, List<Feature>> byView = new LinkedHashMap<>();
        found.forEach(one ->
                byView.computeIfAbsent(one.view(), none -> new ArrayList<>()).add(one.feature()));
        List<View> views = new ArrayList<>();
        byView.forEach((view, features) -> views.add(View.of(view, features)));
        List<ViewConfig> order = List.copyOf(byView.keySet());
        List<Wanted> wanted = new ArrayList<>();
        for (Found one : found) {
            String name = one.feature().name();
            String column = request.fullNames() ? one.view().name() + "__" + name : name;
            int view = order.indexOf(one.view());
            wanted.add(views.get(view).find(view, one.feature(), column));
        }
        return new WantedFeatures(List.copyOf(views), List.copyOf(wanted));
    }

    private static Found find(FeatureServerConfig config, String reference) throws FailureException {
        int colon = reference.indexOf(':');
        String viewName = colon < 0 ? reference : reference.substring(0, colon);
        String name = reference.substring(colon + 1);
        ViewConfig view = config.view(viewName)
                .orElseThrow(() -> refuse(reference, "the configuration has no view '%s'".formatted(viewName)));
        Exporter.source(view);
        Feature feature = view.features().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> refuse(reference, "the view has no feature '%s'".formatted(name)));
        return new Found(view, feature);
    }

    private static FailureException refuse(String reference, String why) {
        return new FailureException(
                CommonReason.InvalidConfig, "The feature '%s' is unknown: %s.".formatted(reference, why));
    }

    /** Join keys of all views. */
    List<JoinKey> keys() {
        LinkedHashSet<JoinKey> keys = new LinkedHashSet<>();
        views.forEach(view -> keys.addAll(view.config().entities()));
        return List.copyOf(keys);
    }

    /** Where the first view's source is. */
    Path credentials() {
        return Path.of(views.getFirst().config().source().orElseThrow().credentialsDirectory());
    }
}

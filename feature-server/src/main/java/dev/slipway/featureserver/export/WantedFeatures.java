package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
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
 * Features of a request, by view.
 *
 * @param views views in the order of their first feature
 * @param features in the order of the request
 */
record WantedFeatures(List<View> views, List<Wanted> features) {
    /**
     * One view and what is wanted of it.
     *
     * @param config the view
     * @param features in the order of the request
     */
    record View(ViewConfig config, List<Feature> features) {}

    /**
     * One feature.
     *
     * @param view place of its view
     * @param feature place among what is wanted of it
     * @param name of its column
     */
    record Wanted(int view, int feature, String name) {}

    static WantedFeatures of(FeatureServerConfig config, ExportRequest request) throws FailureException {
        Map<String, List<Feature>> byView = new LinkedHashMap<>();
        List<Wanted> wanted = new ArrayList<>();
        for (String reference : request.features()) {
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
            List<Feature> ofView = byView.computeIfAbsent(viewName, none -> new ArrayList<>());
            String column = request.fullNames() ? viewName + "__" + name : name;
            if (!ofView.contains(feature)) {
                ofView.add(feature);
                int place = List.copyOf(byView.keySet()).indexOf(viewName);
                wanted.add(new Wanted(place, ofView.size() - 1, column));
            }
        }
        if (wanted.isEmpty()) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "No features are asked for: name some, or a service.");
        }
        List<View> views = new ArrayList<>();
        for (Map.Entry<String, List<Feature>> entry : byView.entrySet()) {
            views.add(new View(config.view(entry.getKey()).orElseThrow(), List.copyOf(entry.getValue())));
        }
        return new WantedFeatures(List.copyOf(views), List.copyOf(wanted));
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

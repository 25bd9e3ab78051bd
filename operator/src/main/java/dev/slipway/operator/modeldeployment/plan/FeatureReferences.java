package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.featureview.FeatureViewSpec;
import dev.slipway.api.modeldeployment.FeatureSelection;
import dev.slipway.operator.model.WireName;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the features that a model takes exist, and are found by the keys that its requests carry. */
final class FeatureReferences {
    private static final int SHOWN = 8;

    private FeatureReferences() {}

    static Optional<Refusal> review(ObservedModel observed) {
        var features = observed.spec().features();
        if (features == null) {
            return Optional.empty();
        }
        var views = observed.views().stream()
                .filter(view -> view.getMetadata().getDeletionTimestamp() == null)
                .filter(view -> view.getSpec().serving().server().equals(features.server()))
                .toList();
        return features.refs().stream()
                .map(reference -> unknown(reference, features, views))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> keys(features, views));
    }

    private static Optional<Refusal> unknown(String reference, FeatureSelection features, List<FeatureView> views) {
        var feature = reference.substring(reference.indexOf(':') + 1);
        var view = views.stream()
                .filter(one -> WireName.of(one).equals(viewOf(reference)))
                .findFirst();
        if (view.isEmpty()) {
            return Optional.of(notFound("spec.features.refs " + reference + ": no FeatureView of server "
                    + features.server() + " is called " + viewOf(reference) + " on the wire. There "
                    + some(views.stream().map(WireName::of).sorted().toList())));
        }
        var known = names(view.get().getSpec());
        return known.contains(feature)
                ? Optional.empty()
                : Optional.of(notFound("spec.features.refs " + reference + ": FeatureView "
                        + view.get().getMetadata().getName() + " has no feature " + feature + ". There "
                        + some(known)));
    }

    private static String viewOf(String reference) {
        return reference.substring(0, reference.indexOf(':'));
    }

    private static List<String> names(FeatureViewSpec spec) {
        return Stream.concat(
                        spec.features().stream().map(feature -> feature.name()),
                        spec.aggregations().stream().map(aggregation -> aggregation.name()))
                .toList();
    }

    /** A key too few finds nothing, one too many is refused by the feature server. */
    private static Optional<Refusal> keys(FeatureSelection features, List<FeatureView> views) {
        var asked = features.refs().stream().map(FeatureReferences::viewOf).collect(Collectors.toSet());
        Set<String> needed = new LinkedHashSet<>();
        views.stream()
                .filter(view -> asked.contains(WireName.of(view)))
                .flatMap(view -> view.getSpec().entities().stream())
                .forEach(entity -> needed.add(entity.name()));
        return needed.equals(Set.copyOf(features.entityKeys()))
                ? Optional.empty()
                : Optional.of(Refusal.invalid("spec.features.entityKeys are " + String.join(", ", features.entityKeys())
                        + "; the views of spec.features.refs have the entities " + String.join(", ", needed)
                        + ". Name exactly those."));
    }

    private static Refusal notFound(String message) {
        return new Refusal(Reason.REFERENCE_NOT_FOUND, message);
    }

    private static String some(List<String> names) {
        return names.isEmpty()
                ? "is none."
                : "are " + names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                        + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more." : ".");
    }
}

package dev.slipway.operator.model;

import dev.slipway.api.featureview.FeatureView;

/** What a FeatureView is called on the wire and in Redis. */
public final class WireName {
    private WireName() {}

    /** The name, with the default applied. */
    public static String of(FeatureView view) {
        var own = view.getSpec().viewName();
        return own == null ? view.getMetadata().getName().replace('-', '_') : own;
    }

    /** The Feast project, with the default applied. */
    public static String project(FeatureView view) {
        var own = view.getSpec().project();
        return own == null ? view.getMetadata().getNamespace() : own;
    }
}

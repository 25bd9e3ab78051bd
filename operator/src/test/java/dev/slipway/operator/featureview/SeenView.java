package dev.slipway.operator.featureview;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.acknowledgement.Acknowledgement;
import dev.slipway.operator.config.FeatureServerDefaults;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.modeldeployment.Seen;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** A view and the cluster around it, at a fixed time. Every server says that it has what it should have. */
public final class SeenView {
    public static final String IMAGE = "localhost/slipway-feature-server:0.1.0";

    private SeenView() {}

    public static ObservedView of(FeatureView view, List<? extends HasMetadata> objects) {
        var observer = new FeatureObserver(
                new FeatureServerDefaults(IMAGE),
                (asker, address, wanted) -> new Acknowledgement(Optional.of(wanted), "", false),
                Clock.fixed(Seen.NOW, ZoneOffset.UTC));
        return observer.observe(view, new Seen(objects));
    }

    /** @param spec in YAML's flow form, without its outer braces */
    public static FeatureView view(String name, String spec) {
        return Seen.yaml(
                "{metadata: {name: %s, namespace: shop, uid: u-%s, generation: 2, creationTimestamp: '2026-01-01T00:00:00Z'}, spec: {%s}}"
                        .formatted(name, name, spec),
                FeatureView.class);
    }

    /** A view with everything that is needed and nothing else. */
    public static FeatureView minimal(String name) {
        return view(name, """
            entities: [{name: customer_id, type: INT64}],
            source: {postgres: {secretRef: {name: pg}, table: public.stats, timestampField: event_timestamp}},
            features: [{name: orders_30d, type: INT64}], online: {secretRef: {name: redis}}\
            """);
    }
}

package dev.slipway.operator.driftmonitor;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.operator.config.DriftJobDefaults;
import dev.slipway.operator.driftmonitor.observe.MonitorObserver;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.modeldeployment.Seen;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

/** A monitor and the cluster around it, at a fixed time. */
public final class SeenMonitor {
    public static final String IMAGE = "localhost/slipway-drift-job:0.1.0";

    private SeenMonitor() {}

    public static ObservedMonitor of(DriftMonitor monitor, List<? extends HasMetadata> objects) {
        var observer = new MonitorObserver(new DriftJobDefaults(IMAGE), Clock.fixed(Seen.NOW, ZoneOffset.UTC));
        return observer.observe(monitor, new Seen(objects));
    }

    /** @param spec in YAML's flow form, without its outer braces */
    public static DriftMonitor monitor(String spec) {
        return Seen.yaml(
                "{metadata: {name: fraud, namespace: shop, uid: u-1, generation: 2, creationTimestamp: '2025-12-01T00:00:00Z'}, spec: {%s}}"
                        .formatted(spec),
                DriftMonitor.class);
    }
}

package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.http.FeatureListener;
import dev.slipway.featureserver.metrics.PrometheusExposition;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.metrics.MetricSources;
import dev.slipway.workload.metrics.RuntimeMetrics;
import dev.slipway.workload.process.ServingProcess;
import dev.slipway.workload.process.ServingProcess.Health;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a serving process is made of. */
final class Launch {
    private final LiveConfig config;
    private final ServerStatus status;
    private final ServerMetrics metrics = new ServerMetrics();
    private volatile @Nullable FeatureListener listener;

    /** Begins to watch the configuration. */
    Launch(LiveConfig config) {
        this.config = config;
        this.status = new ServerStatus(config);
        config.watch();
    }

    /**
     * Ready means: listening and not told to end. Redis is told of beside it and does not count: all replicas share it, and
     * taking every one of them out would turn clear errors into refused connections.
     */
    ServingProcess process(TerminationLog log) {
        MetricSources sources = new MetricSources();
        sources.add(new PrometheusExposition(metrics, Clock.systemUTC()));
        sources.add(new RuntimeMetrics());
        Health health = new Health("features", () -> Map.of("redis", String.valueOf(online())));
        return new ServingProcess(log, status.phase(), health, this::statusJson, sources);
    }

    FeatureListener listener(Vertx vertx) {
        FeatureListener made = new FeatureListener(vertx, config, metrics, status.phase()::draining);
        listener = made;
        return made;
    }

    private boolean online() {
        FeatureListener made = listener;
        return made != null && made.online();
    }

    private String statusJson() {
        FeatureListener made = listener;
        return made == null ? status.json(false, "not listening yet") : status.json(made.online(), made.whyOffline());
    }

    ServerStatus status() {
        return status;
    }
}

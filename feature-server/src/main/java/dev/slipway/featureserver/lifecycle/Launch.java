package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.http.FeatureListener;
import dev.slipway.featureserver.metrics.PrometheusExposition;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.workload.metrics.MetricSources;
import dev.slipway.workload.metrics.RuntimeMetrics;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Everything about a serving process that does not need the framework. */
public final class Launch {
    private static final AtomicReference<Launch> CURRENT = new AtomicReference<>();

    private final LiveConfig config;
    private final int port;
    private final int grpcPort;
    private final ServerStatus status;
    private final ServerMetrics metrics = new ServerMetrics();
    private final MetricSources metricSources = new MetricSources();
    private volatile @Nullable FeatureListener listener;

    Launch(LiveConfig config, int port, int grpcPort) {
        this.config = config;
        this.port = port;
        this.grpcPort = grpcPort;
        this.status = new ServerStatus(config);
        metricSources.add(new PrometheusExposition(metrics, Clock.systemUTC()));
        metricSources.add(new RuntimeMetrics());
    }

    /** The launch of this process: the framework creates its own objects and can be handed nothing but this. */
    static Launch current() {
        return Objects.requireNonNull(CURRENT.get(), "the process was not started by Main");
    }

    void begin() {
        CURRENT.set(this);
        config.watch();
    }

    FeatureListener listener(Vertx vertx) {
        FeatureListener made = new FeatureListener(vertx, config, metrics, status.phase()::draining);
        listener = made;
        return made;
    }

    boolean online() {
        FeatureListener made = listener;
        return made != null && made.online();
    }

    String statusJson() {
        FeatureListener made = listener;
        return made == null ? status.json(false, "not listening yet") : status.json(made.online(), made.whyOffline());
    }

    int port() {
        return port;
    }

    int grpcPort() {
        return grpcPort;
    }

    MetricSources metricSources() {
        return metricSources;
    }

    ServerStatus status() {
        return status;
    }

    ServerMetrics metrics() {
        return metrics;
    }
}

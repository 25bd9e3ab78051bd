package dev.slipway.modelserver.lifecycle;

import dev.slipway.modelserver.metrics.MetricsText;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /status} and {@code GET /metrics} on the management port. */
@ApplicationScoped
public class ManagementRoutes {
    void register(@Observes ManagementInterface management) {
        management
                .router()
                .get("/status")
                .handler(context -> context.response()
                        .putHeader("content-type", "application/json")
                        .end(Launch.current().status().json()));
        management
                .router()
                .get("/metrics")
                .blockingHandler(
                        context -> context.response()
                                .putHeader("content-type", MetricsText.CONTENT_TYPE)
                                .end(Launch.current().metricSources().text()),
                        false);
    }
}

package dev.slipway.workload.process;

import dev.slipway.workload.metrics.MetricsText;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /status} and {@code GET /metrics} on the management port. */
@ApplicationScoped
public class ManagementRoutes {
    void register(@Observes ManagementInterface management) {
        ServingProcess process = ServingProcess.current();
        management
                .router()
                .get("/status")
                .blockingHandler(
                        context -> context.response()
                                .putHeader("content-type", "application/json")
                                .end(process.status().get()),
                        false);
        management
                .router()
                .get("/metrics")
                .blockingHandler(
                        context -> context.response()
                                .putHeader("content-type", MetricsText.CONTENT_TYPE)
                                .end(process.metrics().text()),
                        false);
    }
}

package dev.slipway.featureserver.lifecycle;

import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /status} on the management port. */
@ApplicationScoped
public class ManagementRoutes {
    void register(@Observes ManagementInterface management) {
        management
                .router()
                .get("/status")
                .handler(context -> context.response()
                        .putHeader("content-type", "application/json")
                        .end(Launch.current().statusJson()));
    }
}

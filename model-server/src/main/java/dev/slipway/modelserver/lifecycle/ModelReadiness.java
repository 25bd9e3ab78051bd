package dev.slipway.modelserver.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: loaded, warmed, listening and not told to end. */
@Readiness
@ApplicationScoped
public class ModelReadiness implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        ServerStatus status = Launch.current().status();
        return HealthCheckResponse.named("model")
                .status(status.ready())
                .withData("phase", status.phase().name())
                .build();
    }
}

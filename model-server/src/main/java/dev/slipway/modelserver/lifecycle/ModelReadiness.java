package dev.slipway.modelserver.lifecycle;

import dev.slipway.workload.lifecycle.ServingPhase;
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
        ServingPhase phase = Launch.current().status().phase();
        return HealthCheckResponse.named("model")
                .status(phase.ready())
                .withData("phase", phase.phase().name())
                .build();
    }
}

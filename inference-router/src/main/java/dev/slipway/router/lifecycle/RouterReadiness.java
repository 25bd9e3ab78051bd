package dev.slipway.router.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: listening and not told to end. Targets do not count: all replicas share them, and taking every router out would
 * turn fallbacks and clear errors into refused connections.
 */
@Readiness
@ApplicationScoped
public class RouterReadiness implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        ServeRole role = ServeRole.current();
        return HealthCheckResponse.named("router")
                .status(role.phase().ready())
                .withData("phase", role.phase().phase().name())
                .build();
    }
}

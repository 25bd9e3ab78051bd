package dev.slipway.featureserver.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: listening and not told to end. Redis is told of beside it and does not count: all replicas share it, and
 * taking every one of them out would turn clear errors into refused connections.
 */
@Readiness
@ApplicationScoped
public class OnlineReadiness implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        Launch launch = Launch.current();
        return HealthCheckResponse.named("features")
                .status(launch.status().phase().ready())
                .withData("phase", launch.status().phase().phase().name())
                .withData("redis", launch.online())
                .build();
    }
}

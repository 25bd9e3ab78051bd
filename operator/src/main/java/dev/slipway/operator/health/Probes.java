package dev.slipway.operator.health;

import dev.slipway.operator.OperatorProcess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** What the kubelet asks: ready once the kinds are known and watched; alive as long as the canary's reconciles end. */
@ApplicationScoped
public class Probes {
    private final OperatorProcess process;

    public Probes(OperatorProcess process) {
        this.process = process;
    }

    @Produces
    @Liveness
    HealthCheck reconciling() {
        return () -> response("reconciling", process.alive());
    }

    @Produces
    @Readiness
    HealthCheck watching() {
        return () -> response("watching", process.ready());
    }

    private static HealthCheckResponse response(String name, boolean up) {
        return HealthCheckResponse.named(name).status(up).build();
    }
}

package dev.slipway.operator;

import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.config.OperatorSettings;
import dev.slipway.operator.config.OperatorSettings.Leadership;
import dev.slipway.operator.config.SlipwayConfig;
import dev.slipway.operator.kube.OperatorRuntime;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Starts the operator with the process and stops it with the process. */
@Startup
@ApplicationScoped
public class OperatorProcess {
    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final OperatorRuntime runtime;

    public OperatorProcess(
            SlipwayConfig config,
            MeterRegistry registry,
            @ConfigProperty(name = "pod.namespace", defaultValue = "default") String namespace,
            @ConfigProperty(name = "pod.name", defaultValue = "local") String pod) {
        var settings = new OperatorSettings(
                new ModelServerDefaults(config.modelServerImage()),
                Set.copyOf(config.namespaces().orElseGet(List::of)),
                config.watchNodes(),
                config.leaderElection() ? Optional.of(new Leadership(namespace, pod)) : Optional.empty());
        this.runtime = new OperatorRuntime(client, settings, registry, Clock.systemUTC());
    }

    void start(@Observes StartupEvent event) {
        runtime.start();
    }

    void stop(@Observes ShutdownEvent event) {
        runtime.stop();
        client.close();
    }

    /** What probes ask. */
    public OperatorRuntime runtime() {
        return runtime;
    }
}

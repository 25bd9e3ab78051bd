package dev.slipway.operator;

import dev.slipway.operator.config.DriftJobDefaults;
import dev.slipway.operator.config.FeatureServerDefaults;
import dev.slipway.operator.config.InferenceRouterDefaults;
import dev.slipway.operator.config.Installation;
import dev.slipway.operator.config.OperatorSettings;
import dev.slipway.operator.config.OperatorSettings.Leadership;
import dev.slipway.operator.config.SlipwayConfig;
import dev.slipway.operator.kube.ApiCallMeter;
import dev.slipway.operator.kube.CrdGate;
import dev.slipway.operator.kube.OperatorRuntime;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
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
import org.jboss.logging.Logger;

/** Starts the operator with the process and stops it with the process. */
@Startup
@ApplicationScoped
public class OperatorProcess {
    private static final Logger LOG = Logger.getLogger(OperatorProcess.class);

    /** Of one request. A failure that lasts is the status's to tell, within seconds. */
    private static final int RETRIES = 2;

    private final KubernetesClient client;
    private final CrdGate gate;
    private final OperatorRuntime runtime;
    private volatile boolean started;

    public OperatorProcess(
            SlipwayConfig config,
            MeterRegistry registry,
            @ConfigProperty(name = "pod.namespace", defaultValue = "default") String namespace,
            @ConfigProperty(name = "pod.name", defaultValue = "local") String pod) {
        var settings = new OperatorSettings(
                Installation.defaults(config),
                new FeatureServerDefaults(config.featureServerImage()),
                new InferenceRouterDefaults(config.routerImage()),
                new DriftJobDefaults(config.driftJobImage()),
                Installation.registries(config),
                Set.copyOf(config.namespaces().orElseGet(List::of)),
                config.watchNodes(),
                config.leaderElection() ? Optional.of(new Leadership(namespace, pod)) : Optional.empty());
        this.client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withRequestRetryBackoffLimit(RETRIES)
                        .build())
                .withHttpClientBuilderConsumer(b -> b.addOrReplaceInterceptor("meter", new ApiCallMeter(registry)))
                .build();
        this.gate = new CrdGate(client, settings.namespaces());
        this.runtime = new OperatorRuntime(client, settings, registry, Clock.systemUTC());
    }

    /** Probes answer meanwhile: waiting for the kinds may take as long as an administrator does. */
    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().name("start").start(this::run);
    }

    private void run() {
        try {
            gate.await();
            runtime.start();
            started = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("The operator cannot start and ends.", e);
            Quarkus.asyncExit(1);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        runtime.stop();
        client.close();
    }

    /** Whether the kinds are known and every informer is connected. */
    public boolean ready() {
        return started && runtime.healthy();
    }

    /** Whether reconciling works. */
    public boolean alive() {
        return runtime.alive();
    }
}

package dev.slipway.operator.kube;

import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.config.OperatorSettings;
import dev.slipway.operator.modeldeployment.ModelDeploymentReconciler;
import dev.slipway.operator.modeldeployment.observe.ModelObserver;
import dev.slipway.operator.registry.AliasWatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Wires the framework: which kinds are reconciled, how often a failure is retried, who leads. */
public final class OperatorRuntime {
    private static final String LEASE = "slipway-operator";
    private static final int THREADS = 16;
    private static final long PAGE = 500;
    private static final Duration RESYNC = Duration.ofMinutes(10);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final AtomicBoolean leading = new AtomicBoolean();
    private final Operator operator;
    private final ModelDeploymentController models;
    private final AliasWatch aliases;

    public OperatorRuntime(KubernetesClient client, OperatorSettings settings, MeterRegistry registry, Clock clock) {
        this.operator = new Operator(config -> configure(config, client, settings));
        var caches = new InformerCaches();
        var statuses = new StatusWriter(client);
        var events = new EventPublisher(client, clock);
        this.aliases = new AliasWatch(settings.modelServer(), settings.registries());
        var reconciler = new ModelDeploymentReconciler(
                new ModelObserver(settings.modelServer(), aliases, clock),
                new ChildApplier(client, caches),
                new StatusReporter(statuses, events),
                events);
        this.models = new ModelDeploymentController(
                settings.watchNodes(),
                leading::get,
                caches,
                statuses,
                reconciler,
                new ReconcileMeter(registry),
                aliases);
        operator.register(models, config -> configure(config, models, settings));
    }

    private void configure(ConfigurationServiceOverrider config, KubernetesClient client, OperatorSettings settings) {
        config.withKubernetesClient(client)
                .withConcurrentReconciliationThreads(THREADS)
                .withCloseClientOnStop(false)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(5));
        settings.leadership()
                .ifPresentOrElse(
                        l -> config.withLeaderElectionConfiguration(
                                LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                                        .withLeaseNamespace(l.namespace())
                                        .withIdentity(l.identity())
                                        .withLeaderCallbacks(new LeaderCallbacks(
                                                () -> leading.set(true), () -> leading.set(false), leader -> {}))
                                        .build()),
                        () -> leading.set(true));
    }

    /** The framework's default gives up after five attempts and looks again after ten hours. */
    private static void configure(
            ControllerConfigurationOverrider<ModelDeployment> config,
            ModelDeploymentController controller,
            OperatorSettings settings) {
        config.withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(FIRST_RETRY)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LAST_RETRY.toMillis()))
                .withReconciliationMaxInterval(RESYNC)
                .withInformerListLimit(PAGE)
                .withGenerationAware(false)
                .withOnUpdateFilter(controller::counts);
        if (!settings.namespaces().isEmpty()) {
            config.settingNamespaces(settings.namespaces());
        }
    }

    public void start() {
        operator.start();
    }

    public void stop() {
        operator.stop();
        aliases.close();
    }

    /** Whether reconciling works, or is another replica's business. */
    public boolean alive() {
        return models.alive();
    }

    /** Whether every informer is connected. True on a replica that waits for leadership. */
    public boolean healthy() {
        return operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }
}

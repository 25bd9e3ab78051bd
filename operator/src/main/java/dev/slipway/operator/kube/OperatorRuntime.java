package dev.slipway.operator.kube;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.acknowledgement.AcknowledgementWatch;
import dev.slipway.operator.acknowledgement.ModelServerWatch;
import dev.slipway.operator.acknowledgement.RouterWatch;
import dev.slipway.operator.config.OperatorSettings;
import dev.slipway.operator.driftmonitor.DriftMonitorReconciler;
import dev.slipway.operator.driftmonitor.observe.MonitorObserver;
import dev.slipway.operator.featureview.FeatureViewReconciler;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.inferenceroute.InferenceRouteReconciler;
import dev.slipway.operator.inferenceroute.observe.RouteObserver;
import dev.slipway.operator.modeldeployment.ModelDeploymentReconciler;
import dev.slipway.operator.modeldeployment.observe.ModelObserver;
import dev.slipway.operator.registry.AliasWatch;
import io.fabric8.kubernetes.client.CustomResource;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Wires the framework: which kinds are reconciled, how often a failure is retried, who leads. */
public final class OperatorRuntime {
    /** The kinds that are reconciled: nothing starts before the cluster knows them. */
    static final List<Class<? extends CustomResource<?, ?>>> KINDS =
            List.of(ModelDeployment.class, FeatureView.class, DriftMonitor.class, InferenceRoute.class);

    private static final String LEASE = "slipway-operator";
    private static final int THREADS = 16;
    private static final long PAGE = 500;
    private static final Duration LAST_RECONCILES = Duration.ofSeconds(5);
    private static final Duration RESYNC = Duration.ofMinutes(10);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final AtomicBoolean leading = new AtomicBoolean();
    private final Operator operator;
    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Clock clock;
    private final Surroundings surroundings;
    private final EventPublisher events;
    private final StatusReporter reporter;
    private final AliasWatch aliases;
    private final AcknowledgementWatch configurations;
    private final RouterWatch routers;
    private final ModelServerWatch servers;
    private final List<KindController<?>> controllers;

    public OperatorRuntime(KubernetesClient client, OperatorSettings settings, MeterRegistry registry, Clock clock) {
        this.operator = new Operator(config -> configure(config, client, settings));
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.surroundings = new Surroundings(
                new Shutdown(),
                leading::get,
                new StatusWriter(client),
                new ReconcileMeter(registry),
                new Kinds(),
                new ClusterNodes(settings.watchNodes()));
        this.events = new EventPublisher(client, clock);
        this.reporter = new StatusReporter(surroundings.statuses(), events);
        this.aliases = new AliasWatch(settings.modelServer(), settings.registries());
        this.configurations = new AcknowledgementWatch(clock);
        this.routers = new RouterWatch(clock);
        this.servers = new ModelServerWatch(clock);
        this.controllers = List.of(register(models()), register(features()), register(monitors()), register(routes()));
    }

    private ModelDeploymentController models() {
        var caches = caches();
        var reconciler = new ModelDeploymentReconciler(
                new ModelObserver(settings.modelServer(), aliases, servers, clock),
                new ChildApplier(client, caches),
                reporter,
                events);
        return new ModelDeploymentController(surroundings, caches, reconciler, aliases, servers);
    }

    private FeatureViewController features() {
        var caches = caches();
        var reconciler = new FeatureViewReconciler(
                new FeatureObserver(settings.featureServer(), configurations, clock),
                new ChildApplier(client, caches),
                new Finalizers(client),
                new PodAnnotator(client),
                reporter,
                events);
        return new FeatureViewController(surroundings, caches, reconciler, configurations);
    }

    private InferenceRouteController routes() {
        var caches = caches();
        var reconciler = new InferenceRouteReconciler(
                new RouteObserver(settings.router(), routers, clock),
                new ChildApplier(client, caches),
                new PodAnnotator(client),
                reporter,
                events);
        return new InferenceRouteController(surroundings, caches, reconciler, routers);
    }

    private DriftMonitorController monitors() {
        var caches = caches();
        var reconciler = new DriftMonitorReconciler(
                new MonitorObserver(settings.driftJob(), clock), new ChildApplier(client, caches), reporter, events);
        return new DriftMonitorController(surroundings, caches, reconciler);
    }

    private InformerCaches caches() {
        return new InformerCaches(surroundings.kinds(), surroundings.nodes());
    }

    private <R extends CustomResource<?, ?>> KindController<R> register(KindController<R> controller) {
        operator.register(controller, config -> configure(config, controller, settings));
        return controller;
    }

    private void configure(ConfigurationServiceOverrider config, KubernetesClient client, OperatorSettings settings) {
        config.withKubernetesClient(client)
                .withConcurrentReconciliationThreads(THREADS)
                .withCloseClientOnStop(false)
                .withReconciliationTerminationTimeout(LAST_RECONCILES);
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
    private static <R extends CustomResource<?, ?>> void configure(
            ControllerConfigurationOverrider<R> config, KindController<R> controller, OperatorSettings settings) {
        config.withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(FIRST_RETRY)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LAST_RETRY.toMillis()))
                .withReconciliationMaxInterval(RESYNC)
                .withInformerListLimit(PAGE)
                .withGenerationAware(false)
                .withOnUpdateFilter(controller::counts)
                .withTriggerReconcilerOnAllEvents(controller.hearsOfDeletion());
        if (!settings.namespaces().isEmpty()) {
            config.settingNamespaces(settings.namespaces());
        }
    }

    public void start() {
        operator.start();
    }

    public void stop() {
        surroundings.shutdown().stop(LAST_RECONCILES);
        operator.stop();
        aliases.close();
        configurations.close();
        routers.close();
        servers.close();
    }

    /** Whether reconciling works, or is another replica's business. */
    public boolean alive() {
        return controllers.stream().allMatch(KindController::alive);
    }

    /** Whether every informer is connected. True on a replica that waits for leadership. */
    public boolean healthy() {
        return operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }
}

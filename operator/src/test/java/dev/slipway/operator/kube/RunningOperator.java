package dev.slipway.operator.kube;

import dev.slipway.operator.config.DriftJobDefaults;
import dev.slipway.operator.config.FeatureServerDefaults;
import dev.slipway.operator.config.InferenceRouterDefaults;
import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.config.OperatorSettings;
import dev.slipway.operator.registry.RegistryCredentials;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.OperatorException;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** The whole operator within the test, on one namespace, with its calls recorded. */
final class RunningOperator implements AutoCloseable {
    static final String IMAGE = "localhost/slipway-model-server:test";
    static final String DRIFT_IMAGE = "localhost/slipway-drift-job:test";
    static final String FEATURE_IMAGE = "localhost/slipway-feature-server:test";
    static final String ROUTER_IMAGE = "localhost/slipway-inference-router:test";

    final RecordedCalls calls = new RecordedCalls();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KubernetesClient client;
    private final OperatorRuntime runtime;

    RunningOperator(String namespace) {
        this(namespace, IMAGE, "");
    }

    /** @param user whom the operator acts as; empty for an administrator */
    RunningOperator(String namespace, String image, String user) {
        this(namespace, image, user, Optional.empty());
    }

    /** One whose calls pass this, and are not recorded. */
    RunningOperator(String namespace, Interceptor interceptor) {
        this(namespace, IMAGE, "", Optional.of(interceptor));
    }

    private RunningOperator(String namespace, String image, String user, Optional<Interceptor> interceptor) {
        client = ApiServer.get().client(interceptor.orElse(calls), user);
        var settings = new OperatorSettings(
                new ModelServerDefaults(image),
                new FeatureServerDefaults(FEATURE_IMAGE),
                new InferenceRouterDefaults(ROUTER_IMAGE),
                new DriftJobDefaults(DRIFT_IMAGE),
                RegistryCredentials.NONE,
                Set.of(namespace),
                user.isEmpty(),
                Optional.empty());
        runtime = new OperatorRuntime(client, settings, registry, Clock.systemUTC());
        try {
            runtime.start();
        } catch (OperatorException e) {
            close();
            throw e;
        }
    }

    /** Reconciles that have ended. */
    long reconciles() {
        return registry.find("slipway.reconcile").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Override
    public void close() {
        runtime.stop();
        client.close();
    }
}

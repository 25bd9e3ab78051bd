package dev.slipway.operator.kube;

import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.config.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** The whole operator within the test, on one namespace, with its calls recorded. */
final class RunningOperator implements AutoCloseable {
    static final String IMAGE = "localhost/slipway-model-server:test";

    final RecordedCalls calls = new RecordedCalls();
    private final KubernetesClient client = ApiServer.get().client(calls);
    private final OperatorRuntime runtime;

    RunningOperator(String namespace) {
        this(namespace, IMAGE);
    }

    RunningOperator(String namespace, String image) {
        var settings = new OperatorSettings(new ModelServerDefaults(image), Set.of(namespace), true, Optional.empty());
        runtime = new OperatorRuntime(client, settings, new SimpleMeterRegistry(), Clock.systemUTC());
        runtime.start();
    }

    @Override
    public void close() {
        runtime.stop();
        client.close();
    }
}

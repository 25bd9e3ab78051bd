package dev.slipway.operator.kube;

import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.util.Optional;

/** What one kind does, free of the framework. */
public interface KindReconciler<R extends CustomResource<?, ?>> {
    /**
     * Brings one object closer to its spec and tells the truth about it.
     *
     * @return when to do so again, if no event will say
     */
    Optional<Duration> reconcile(R resource, ClusterView view);
}

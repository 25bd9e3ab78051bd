package dev.slipway.e2e.cluster;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What {@code spec.replicas} of a Deployment was, change by change. */
public final class ReplicaHistory {
    private ReplicaHistory() {}

    public static List<Integer> of(String namespace, String deployment) {
        var seen = new ArrayList<Integer>();
        Timeline.shared().of(namespace).stream()
                .filter(e -> !e.deleted())
                .flatMap(e -> e.as(Deployment.class).stream())
                .filter(d -> d.getMetadata().getName().equals(deployment))
                .map(d -> d.getSpec().getReplicas())
                .forEach(r -> {
                    if (seen.isEmpty() || !Objects.equals(seen.getLast(), r)) {
                        seen.add(r);
                    }
                });
        return seen;
    }

    /** How often the direction changes. */
    public static int turns(List<Integer> replicas) {
        var turns = 0;
        for (var i = 2; i < replicas.size(); i++) {
            var before = Integer.compare(replicas.get(i - 1), replicas.get(i - 2));
            turns += Integer.compare(replicas.get(i), replicas.get(i - 1)) == before ? 0 : 1;
        }
        return turns;
    }
}

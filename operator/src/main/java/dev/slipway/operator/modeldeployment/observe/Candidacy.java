package dev.slipway.operator.modeldeployment.observe;

import dev.slipway.operator.workload.observe.PodFacts;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/**
 * What stands beside the active revision to be judged.
 *
 * @param deployment the candidate's own
 * @param pods of the candidate, leaving ones included
 * @param judges the routes that judge candidates of this model, by name
 */
public record Candidacy(Optional<Deployment> deployment, List<PodFacts> pods, List<Judge> judges) {
    public static final Candidacy NONE = new Candidacy(Optional.empty(), List.of(), List.of());

    /** Pods that stay, of one revision. */
    public List<PodFacts> podsOf(String revision) {
        return pods.stream()
                .filter(pod -> !pod.leaving() && pod.revision().equals(revision))
                .toList();
    }
}

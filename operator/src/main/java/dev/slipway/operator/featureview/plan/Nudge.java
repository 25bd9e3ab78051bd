package dev.slipway.operator.featureview.plan;

import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.workload.observe.PodFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A word to the kubelet that a document which it has mounted is another one now. A kubelet looks at mounted ConfigMaps when it
 * looks at their pod, about once a minute, and at once when the pod's annotations change.
 *
 * @param pod that has it mounted
 * @param annotation the document's hash and the time, since the kubelet may look before it has heard of the document itself
 */
public record Nudge(PodFacts pod, String annotation) {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Those that answer and have not taken the document yet. */
    static List<Nudge> of(ObservedView observed, String hash) {
        return behind(observed, hash)
                .filter(pod -> isDue(observed, pod, hash))
                .map(pod -> new Nudge(pod, hash + "@" + observed.now().truncatedTo(ChronoUnit.SECONDS)))
                .toList();
    }

    static Stream<PodFacts> behind(ObservedView observed, String hash) {
        return observed.server().ready().stream().filter(pod -> isBehind(observed, pod, hash));
    }

    private static boolean isBehind(ObservedView observed, PodFacts pod, String hash) {
        var answer = observed.server().acknowledgement(pod);
        return answer.refusal().isEmpty()
                && answer.hash().filter(inForce -> !inForce.equals(hash)).isPresent();
    }

    private static boolean isDue(ObservedView observed, PodFacts pod, String hash) {
        return Optional.ofNullable(observed.server().nudges().get(pod.name()))
                .filter(before -> before.startsWith(hash + "@"))
                .flatMap(before -> time(before.substring(hash.length() + 1)))
                .map(before -> !before.plus(AGAIN).isAfter(observed.now()))
                .orElse(true);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

package dev.slipway.operator.workload.plan;

import dev.slipway.api.Slipway;
import dev.slipway.operator.acknowledgement.Acknowledgement;
import dev.slipway.operator.workload.observe.PodFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

    /** The annotation of a pod. */
    public static final String ANNOTATION = Slipway.GROUP + "/configuration";

    /**
     * Those that answer and have not taken the document yet.
     *
     * @param ready pods that answer requests and stay
     * @param said what a pod says of its configuration
     * @param before what stands in the annotation, by name of the pod
     */
    public static List<Nudge> of(
            List<PodFacts> ready,
            Function<PodFacts, Acknowledgement> said,
            Map<String, String> before,
            String hash,
            Instant now) {
        return ready.stream()
                .filter(pod -> hasAnother(said.apply(pod), hash))
                .filter(pod -> isDue(said.apply(pod), Optional.ofNullable(before.get(pod.name())), hash, now))
                .map(pod -> new Nudge(pod, hash + "@" + now.truncatedTo(ChronoUnit.SECONDS)))
                .toList();
    }

    /** Pods that are known to have another document. */
    public static Stream<PodFacts> behind(List<PodFacts> ready, Function<PodFacts, Acknowledgement> said, String hash) {
        return ready.stream()
                .filter(pod -> said.apply(pod).refusal().isEmpty())
                .filter(pod -> hasAnother(said.apply(pod), hash));
    }

    private static boolean hasAnother(Acknowledgement answer, String hash) {
        return answer.hash().filter(inForce -> !inForce.equals(hash)).isPresent();
    }

    /** Who refuses a document hears of another one, but not again and again of the same. */
    private static boolean isDue(Acknowledgement answer, Optional<String> annotation, String hash, Instant now) {
        if (!answer.refusal().isEmpty()) {
            return annotation.filter(before -> before.startsWith(hash + "@")).isEmpty();
        }
        return annotation
                .filter(before -> before.startsWith(hash + "@"))
                .flatMap(before -> time(before.substring(hash.length() + 1)))
                .map(before -> !before.plus(AGAIN).isAfter(now))
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

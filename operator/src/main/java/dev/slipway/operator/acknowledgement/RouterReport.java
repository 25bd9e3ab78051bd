package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What an inference router says of itself. Source: docs/reference/inference-router.md.
 *
 * @param configuration which document is in force
 * @param targets the state of each target as this router sees it
 * @param rollout where the rollout is, while the document has one
 */
public record RouterReport(Acknowledgement configuration, List<TargetReport> targets, Optional<Trial> rollout) {
    /** It was not asked, or has not answered yet. */
    public static final RouterReport UNKNOWN = new RouterReport(Acknowledgement.UNKNOWN, List.of(), Optional.empty());

    public RouterReport {
        targets = List.copyOf(targets);
    }

    /** A target; state and reason are the router's words. */
    public record TargetReport(String name, String state, String reason) {}

    /**
     * One router's share of a rollout.
     *
     * @param phase the router's word
     * @param reason why it is in this phase; empty while it goes on
     * @param step index of the step
     * @param stepMillis how long it is at the step
     * @param totalMillis how long the rollout lasts
     * @param stepTally what both arms did in the step, as far as it compares them
     * @param tally what both arms did in all steps
     * @param exposures requests that the candidate got
     * @param badCandidate bad events of the candidate by the metric that has most of them: what fails is bad by each metric
     * @param badBaseline the same of the baseline
     * @param eValue the strongest evidence of all metrics; this router's verdict falls at routers / alpha
     */
    public record Trial(
            String id,
            String phase,
            String reason,
            int step,
            long stepMillis,
            long totalMillis,
            Tally stepTally,
            Tally tally,
            long exposures,
            long badCandidate,
            long badBaseline,
            double eValue) {}

    /** Attempts at both arms, and those that came to nothing. */
    public record Tally(long candidate, long candidateUnserved, long baseline, long baselineUnserved) {
        /** Nothing. */
        public static final Tally NONE = new Tally(0, 0, 0, 0);

        private static Tally read(JsonNode tally) {
            return new Tally(
                    tally.path("candidate").asLong(),
                    tally.path("candidateUnserved").asLong(),
                    tally.path("baseline").asLong(),
                    tally.path("baselineUnserved").asLong());
        }

        /** Of two routers. */
        public Tally plus(Tally other) {
            return new Tally(
                    candidate + other.candidate,
                    candidateUnserved + other.candidateUnserved,
                    baseline + other.baseline,
                    baselineUnserved + other.baselineUnserved);
        }
    }

    /** Reads the answer of {@code GET /status}; empty where it is not one of a process of ours. */
    public static Optional<RouterReport> read(JsonNode status) {
        return StatusClient.acknowledgement(status)
                .map(configuration -> new RouterReport(
                        configuration,
                        elements(status.path("targets"))
                                .map(target -> new TargetReport(
                                        target.path("name").asText(),
                                        target.path("state").asText(),
                                        target.path("reason").asText()))
                                .toList(),
                        trial(status.path("rollout"))));
    }

    private static Optional<Trial> trial(JsonNode rollout) {
        if (!rollout.isObject()) {
            return Optional.empty();
        }
        var evidence = elements(rollout.path("evidence")).toList();
        return Optional.of(new Trial(
                rollout.path("id").asText(),
                rollout.path("phase").asText(),
                rollout.path("reason").asText(),
                rollout.path("step").asInt(),
                rollout.path("stepMillis").asLong(),
                rollout.path("totalMillis").asLong(),
                Tally.read(rollout.path("stepTally")),
                Tally.read(rollout.path("tally")),
                rollout.path("exposures").asLong(),
                evidence.stream()
                        .mapToLong(metric -> metric.path("badCandidate").asLong())
                        .max()
                        .orElse(0),
                evidence.stream()
                        .mapToLong(metric -> metric.path("badBaseline").asLong())
                        .max()
                        .orElse(0),
                evidence.stream()
                        .mapToDouble(metric -> metric.path("eValue").asDouble())
                        .max()
                        .orElse(0)));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

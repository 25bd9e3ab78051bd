package dev.slipway.operator.driftmonitor.observe;

import dev.slipway.operator.model.ShortText;
import dev.slipway.operator.workload.observe.JobFacts;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodFacts.Ended;
import dev.slipway.operator.workload.observe.PodFacts.Phase;
import dev.slipway.operator.workload.observe.TerminationMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One Job of a monitor and its attempts.
 *
 * @param cause what it was made for; empty for runs
 */
public record MonitorJob(JobFacts facts, JobRole role, String cause) {
    /** Pods and Jobs come by different watches: so long the last word of a pod may be on its way. */
    private static final Duration LAG = Duration.ofSeconds(30);

    /** The Job controller makes a pod within a second; so late none comes any more by itself. */
    private static final Duration POD_PATIENCE = Duration.ofSeconds(20);

    /** Sentences around it have to fit into a status. */
    private static final int MESSAGE_MAX = 200;

    public String name() {
        return facts.name();
    }

    /** What its last attempt said in the end; empty while it runs, and where nothing was said. */
    public Optional<String> lastWords() {
        return facts.lastAttempt()
                .filter(pod ->
                        pod.main().phase() == Phase.SUCCEEDED || pod.main().phase() == Phase.FAILED)
                .flatMap(pod -> pod.main().ended())
                .map(Ended::message);
    }

    /** Whether it is over, and everything that is to be learnt of it is known. */
    public boolean isTold(Instant now) {
        if (!facts.isOver()) {
            return false;
        }
        return !facts.succeeded()
                || lastWords().isPresent()
                || facts.ended().map(end -> end.plus(LAG).isBefore(now)).orElse(true);
    }

    /** Whether nothing lets its pod in: it runs, and has none. */
    public boolean isPodless(Instant now) {
        return waitsForPod() && podExpected().isBefore(now);
    }

    private boolean waitsForPod() {
        return !facts.isOver() && facts.pods().isEmpty() && facts.started().isPresent();
    }

    private Instant podExpected() {
        return facts.started().orElse(facts.created()).plus(POD_PATIENCE);
    }

    /** When more can be said of it without an event; empty where only an event tells more. */
    public Optional<Instant> tellsMoreAt(Instant now) {
        if (facts.isOver()) {
            return isTold(now) ? Optional.empty() : facts.ended().map(end -> end.plus(LAG));
        }
        return waitsForPod() && !isPodless(now) ? Optional.of(podExpected()) : Optional.empty();
    }

    public Optional<PodFacts> lastAttempt() {
        return facts.lastAttempt();
    }

    private static String forPeople(String words) {
        var text = TerminationMessage.failure(words)
                .map(TerminationMessage.Failure::message)
                .orElse(words);
        return ShortText.of(text, MESSAGE_MAX);
    }

    /** As the loop sees it: a success counts once it is known what was said. */
    public LoopJob inLoop(Instant now) {
        return new LoopJob(
                facts.name(),
                role,
                cause,
                facts.created(),
                facts.ended(),
                outcome(now),
                lastWords().map(MonitorJob::forPeople).orElse(""),
                facts.failure().orElse(""));
    }

    private LoopJob.Outcome outcome(Instant now) {
        if (!isTold(now)) {
            return LoopJob.Outcome.ACTIVE;
        }
        return facts.succeeded() ? LoopJob.Outcome.SUCCEEDED : LoopJob.Outcome.FAILED;
    }

    /** What it came to, for the gate; empty where it has not ended well, and where it cannot be read. */
    public Optional<GateSummary> summary() {
        return facts.succeeded() ? lastWords().flatMap(words -> GateSummary.read(role, words)) : Optional.empty();
    }
}

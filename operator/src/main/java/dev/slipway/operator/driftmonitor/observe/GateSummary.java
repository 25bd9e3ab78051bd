package dev.slipway.operator.driftmonitor.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.slipway.operator.model.ShortText;
import dev.slipway.operator.workload.observe.TerminationMessage;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a Job of the gate came to, or of a training by somebody else. The formats are those of
 * {@code docs/reference/drift-job.md}.
 *
 * @param champion version that serves; empty: there is none, or it is not said
 * @param candidate version that was judged; empty: there is none, or it is not said
 * @param reason one word, such as {@code NotBetter}
 * @param message for people
 */
public record GateSummary(Outcome outcome, String champion, String candidate, String reason, String message) {
    private static final int MESSAGE_MAX = 256;

    /** Of an evaluation, a promotion, a way back, or a training. */
    public enum Outcome {
        /** Every rule holds. */
        Passed,
        /** A rule does not hold. */
        Rejected,
        /** There is no candidate, or it is the champion. */
        NothingToDo,
        /** The alias has moved. */
        Promoted,
        /** The alias names a version that nobody reckoned with, and was left alone. */
        ChampionMoved,
        /** The alias has moved back. */
        RolledBack,
        /** The training has succeeded. */
        Succeeded,
        /** Somebody was asked to train who does not say when it is done. */
        Accepted
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Evaluated(
            @Nullable Version champion,
            @Nullable Version candidate,
            @Nullable String decision,
            @Nullable String reason,
            @Nullable String message) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Version(@Nullable String version) {
        static String of(@Nullable Version model) {
            return model == null ? "" : text(model.version);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Done(@Nullable String outcome, @Nullable String message) {}

    /** Empty where a Job of that role says no such thing. */
    static Optional<GateSummary> read(JobRole role, String terminationMessage) {
        return switch (role) {
            case EVALUATE ->
                TerminationMessage.read(terminationMessage, Evaluated.class).flatMap(GateSummary::evaluated);
            case PROMOTE, ROLL_BACK, RETRAIN ->
                TerminationMessage.read(terminationMessage, Done.class)
                        .flatMap(said -> outcome(said.outcome)
                                .map(outcome -> new GateSummary(outcome, "", "", "", text(said.message))));
            case RUN, ALERT -> Optional.empty();
        };
    }

    private static Optional<GateSummary> evaluated(Evaluated said) {
        var candidate = Version.of(said.candidate);
        return outcome(said.decision)
                .filter(outcome -> outcome == Outcome.NothingToDo || !candidate.isEmpty())
                .map(outcome -> new GateSummary(
                        outcome, Version.of(said.champion), candidate, text(said.reason), text(said.message)));
    }

    private static Optional<Outcome> outcome(@Nullable String word) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.name().equals(word))
                .findFirst();
    }

    private static String text(@Nullable String text) {
        var given = text == null ? "" : text;
        return ShortText.of(given, MESSAGE_MAX);
    }
}

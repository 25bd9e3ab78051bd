package dev.slipway.operator.featureview.readiness;

import static dev.slipway.operator.status.ConditionType.FRESH;

import dev.slipway.api.featureview.FeatureViewStatus;
import dev.slipway.operator.featureview.observe.RunSummary;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Whether the newest event that is served is as young as it should be. The age itself is in no status, since it would be
 * another one each second: the condition changes when the objective is missed, and that moment is known beforehand.
 */
public final class Freshness {
    private Freshness() {}

    static Verdict of(ViewSituation situation) {
        var newest = newest(situation);
        var objective = objective(situation).orElseThrow();
        if (newest.isEmpty()) {
            return Verdict.unknown(FRESH, Reason.PENDING, "Waiting for the first rows.");
        }
        var text = situation.observed().spec().serving().freshnessObjective();
        return newest.get().plus(objective).isAfter(situation.observed().now())
                ? Verdict.fine(FRESH, Reason.WITHIN_OBJECTIVE, "The newest event is younger than " + text + ".")
                : Verdict.waiting(
                        FRESH,
                        Reason.STALE,
                        "The newest event is older than " + text + ". Check that the source gets new rows.");
    }

    /** The objective, where one is set and can be read. */
    static Optional<Duration> objective(ViewSituation situation) {
        var text = situation.observed().spec().serving().freshnessObjective();
        try {
            return Optional.ofNullable(text).map(Durations::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How long until the objective is missed, unless a run brings something newer before. */
    public static Optional<Duration> untilMissed(ViewSituation situation) {
        return newest(situation)
                .flatMap(newest -> objective(situation).map(newest::plus))
                .map(missed ->
                        Duration.between(situation.observed().now(), missed).plusMillis(1))
                .filter(wait -> !wait.isNegative());
    }

    private static Optional<Instant> newest(ViewSituation situation) {
        return situation
                .runs()
                .success()
                .flatMap(Attempt::summary)
                .map(RunSummary::eventTimeWatermark)
                .or(() -> situation.observed().previous().map(FeatureViewStatus::eventTimeWatermark))
                .flatMap(Freshness::time);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

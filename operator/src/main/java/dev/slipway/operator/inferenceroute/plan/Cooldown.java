package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a candidate that was rolled back is tried again: as another trial, so that the verdict on the last one stands. */
public final class Cooldown {
    private Cooldown() {}

    /** How long it still lasts; zero and less where it is over, empty where nothing is tried again. */
    public static Optional<Duration> left(ObservedRoute observed, RolloutStatus rollout) {
        var spec = observed.spec().rollout();
        if (rollout.phase() != Phase.RolledBack
                || rollout.rolledBackTime() == null
                || spec == null
                || spec.rollback().cooldown() == null) {
            return Optional.empty();
        }
        var until = Instant.parse(rollout.rolledBackTime())
                .plus(Durations.parse(spec.rollback().cooldown()));
        return Optional.of(Duration.between(observed.now(), until));
    }

    /** The last trial as it is told while no other has begun. */
    public static RolloutStatus told(ObservedRoute observed, RolloutStatus last) {
        return isOver(observed, last)
                ? new RolloutStatus(
                        last.id(),
                        Phase.CooledDown,
                        last.reason(),
                        last.step(),
                        last.summary(),
                        last.weight(),
                        last.exposures(),
                        last.badCandidate(),
                        last.badBaseline(),
                        last.eValue(),
                        last.rolledBackTime())
                : last;
    }

    /** The name of the trial of a candidate: its first, the present, or the one after a cooldown. */
    static String trial(ObservedRoute observed, String first) {
        return observed.previous()
                .map(InferenceRouteStatus::rollout)
                .map(last -> after(observed, last, first))
                .orElse(first);
    }

    private static String after(ObservedRoute observed, RolloutStatus last, String first) {
        var id = last.id() == null ? "" : last.id();
        var number = number(id, first);
        if (number == 0) {
            return first;
        }
        return isOver(observed, last) ? first + "." + (number + 1) : id;
    }

    private static boolean isOver(ObservedRoute observed, RolloutStatus last) {
        return last.phase() == Phase.CooledDown
                || left(observed, last).filter(left -> !left.isPositive()).isPresent();
    }

    /** Which trial of the candidate it is, from 1; 0 for another's. */
    private static int number(String id, String first) {
        if (id.equals(first)) {
            return 1;
        }
        var suffix = id.startsWith(first + ".") ? id.substring(first.length() + 1) : "";
        return suffix.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(suffix) : 0;
    }
}

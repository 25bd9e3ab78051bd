package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorSpec;
import dev.slipway.api.driftmonitor.Retraining.Approval;
import dev.slipway.operator.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How often at most a model is trained again, and who must agree.
 *
 * @param cooldown least time between the starts of two retrainings
 * @param maxRuns most starts in any interval as long as {@code period}
 * @param manual whether a person must approve each one
 * @param timeout after which a retraining that never started has failed; Kubernetes ends one that runs
 * @param elsewhere whether somebody else trains, who knows a training by its id: one whose Job is gone is found again
 * @param gated whether a candidate is evaluated and may be promoted
 * @param watch how long a new champion is watched; zero if nothing brings the old one back
 */
public record RetrainingPolicy(
        Duration cooldown,
        int maxRuns,
        Duration period,
        boolean manual,
        Duration timeout,
        boolean elsewhere,
        boolean gated,
        Duration watch) {

    /** What a spec asks for; empty where nothing trains the model. */
    static Optional<RetrainingPolicy> of(DriftMonitorSpec spec) {
        var asked = spec.retraining();
        var promotion = spec.promotion();
        return asked == null
                ? Optional.empty()
                : Optional.of(new RetrainingPolicy(
                        Durations.parse(asked.cooldown()),
                        asked.budget().maxRuns(),
                        Durations.parse(asked.budget().period()),
                        asked.approval() == Approval.Manual,
                        Durations.parse(asked.timeout()),
                        asked.action().job() == null,
                        promotion != null,
                        promotion == null || promotion.rollback().signals().isEmpty()
                                ? Duration.ZERO
                                : Durations.parse(promotion.rollback().watch())));
    }

    /**
     * When another start is allowed.
     *
     * @param starts of retrainings before; in the future, too, if the clock was set back: such a start counts as one of now
     */
    public Allowance allowance(List<Instant> starts, Instant now) {
        var newest = starts.stream().max(Comparator.naturalOrder());
        var cool = newest.map(s -> s.plus(cooldown)).filter(t -> t.isAfter(now));
        var room = room(starts, now);
        var later = room.filter(r -> cool.isEmpty() || r.isAfter(cool.get()));
        return new Allowance(later.or(() -> cool), later.isPresent());
    }

    /** When the budget allows another start; empty if it does now. */
    private Optional<Instant> room(List<Instant> starts, Instant now) {
        var counted = within(starts, now).stream().sorted().toList();
        return counted.size() < maxRuns
                ? Optional.empty()
                : Optional.of(counted.get(counted.size() - maxRuns).plus(period));
    }

    /** Those of the starts that count against the budget, in their order. */
    public List<Instant> within(List<Instant> starts, Instant now) {
        return starts.stream().filter(s -> s.isAfter(now.minus(period))).toList();
    }

    /**
     * Whether a start is allowed now.
     *
     * @param at when it will be; empty: now
     * @param byBudget whether the budget is what it waits for, rather than the cooldown
     */
    public record Allowance(Optional<Instant> at, boolean byBudget) {}
}

package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the gate stands.
 *
 * @param runId the retraining that made the candidate; empty: there was none
 * @param decision empty before the first candidate
 * @param reason one word; {@link #ROLLING_BACK} while the alias goes back
 * @param watchUntil end of the watch over the new champion
 */
public record Gate(
        String runId,
        String champion,
        String candidate,
        Optional<Decision> decision,
        String reason,
        String message,
        Optional<Instant> watchUntil) {
    public static final String ROLLING_BACK = "RollingBack";
    public static final Gate NONE = new Gate("", "", "", Optional.empty(), "", "", Optional.empty());

    public static Gate of(@Nullable PromotionState state) {
        return state == null
                ? NONE
                : new Gate(
                        orEmpty(state.runId()),
                        orEmpty(state.champion()),
                        orEmpty(state.candidate()),
                        Optional.ofNullable(state.decision()),
                        orEmpty(state.reason()),
                        orEmpty(state.message()),
                        Times.read(state.watchUntil()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** For the status; null before the first candidate. */
    public @Nullable PromotionState state() {
        return decision.isEmpty()
                ? null
                : new PromotionState(
                        orNull(runId),
                        orNull(champion),
                        orNull(candidate),
                        decision.get(),
                        orNull(reason),
                        orNull(message),
                        watchUntil.map(Instant::toString).orElse(null));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static Gate pending(String runId) {
        return new Gate(runId, "", "", Optional.of(Decision.Pending), "Evaluating", "", Optional.empty());
    }

    Gate judged(String oldChampion, String newCandidate, String why, String text) {
        return new Gate(runId, oldChampion, newCandidate, Optional.of(Decision.Pending), why, text, Optional.empty());
    }

    Gate decided(Decision what, String why, String text, Optional<Instant> until) {
        return new Gate(runId, champion, candidate, Optional.of(what), why, text, until);
    }

    /** Whether the old champion is on its way back. */
    public boolean rollingBack() {
        return decision.filter(d -> d == Decision.Promoted).isPresent() && reason.equals(ROLLING_BACK);
    }

    /** Whether a new champion is being watched. */
    public boolean watching(Instant now) {
        return decision.filter(d -> d == Decision.Promoted).isPresent()
                && !rollingBack()
                && watchUntil.filter(u -> u.isAfter(now)).isPresent();
    }
}

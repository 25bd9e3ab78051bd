package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.api.driftmonitor.ReferencePin;
import dev.slipway.operator.model.ShortText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the gate stands.
 *
 * @param runId the retraining that made the candidate; empty: there was none
 * @param decision empty before the first candidate
 * @param champion version that served when the candidate was judged; empty: there was none
 * @param candidate version that was judged
 * @param reason one word: of the rule that failed, or where the gate stands
 * @param watchUntil end of the watch over the new champion
 * @param references promotions that made the reference anew, the newest last, at most two
 */
public record Gate(
        String runId,
        String champion,
        String candidate,
        Optional<Decision> decision,
        String reason,
        String message,
        Optional<Instant> watchUntil,
        List<ReferencePin> references) {
    static final String EVALUATING = "Evaluating";
    static final String PROMOTING = "Promoting";
    public static final String ALL_RULES_HOLD = "AllRulesHold";
    static final String CHAMPION_MOVED = "ChampionMoved";
    static final String EVALUATION_FAILED = "EvaluationFailed";
    public static final String PROMOTION_FAILED = "PromotionFailed";
    static final String CALLED_OFF = "CalledOff";
    static final String ROLLING_BACK = "RollingBack";
    static final String ROLLBACK_FAILED = "RollbackFailed";
    public static final String CHAMPION_WORSE = "ChampionWorse";
    private static final int MESSAGE_MAX = 256;
    public static final Gate NONE = new Gate("", "", "", Optional.empty(), "", "", Optional.empty(), List.of());

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
                        Times.read(state.watchUntil()),
                        state.references());
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
                        orNull(ShortText.of(message, MESSAGE_MAX)),
                        watchUntil.map(Instant::toString).orElse(null),
                        references);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The next candidate is to be judged. */
    Gate next(String retraining) {
        return new Gate(
                retraining, "", "", Optional.of(Decision.Pending), EVALUATING, "", Optional.empty(), references);
    }

    /** With the versions that were judged. */
    Gate judged(String oldChampion, String newCandidate) {
        return new Gate(runId, oldChampion, newCandidate, decision, reason, message, Optional.empty(), references);
    }

    /** Every rule holds: from now on the alias is to move, whatever anybody finds later. */
    Gate promotes(String text) {
        return decided(Decision.Pending, PROMOTING, text, Optional.empty());
    }

    /** The promotion failed: the alias may have moved, and is to be where it was. */
    Gate takesBack(String why) {
        return decided(Decision.Pending, PROMOTION_FAILED, why, Optional.empty());
    }

    Gate rollsBack(String why) {
        return decided(Decision.Promoted, ROLLING_BACK, why, watchUntil);
    }

    Gate decided(Decision what, String why, String text, Optional<Instant> until) {
        return new Gate(runId, champion, candidate, Optional.of(what), why, text, until, references);
    }

    /** The data that the new champion was made for are the reference from now on. */
    Gate compares(Instant since) {
        var before = references.subList(Math.max(0, references.size() - 1), references.size());
        return with(Stream.concat(before.stream(), Stream.of(new ReferencePin(candidate, since.toString())))
                .toList());
    }

    /** The reference is the one of before the promotion. */
    Gate comparesAsBefore() {
        return with(references.subList(0, Math.max(0, references.size() - 1)));
    }

    private Gate with(List<ReferencePin> others) {
        return new Gate(runId, champion, candidate, decision, reason, message, watchUntil, List.copyOf(others));
    }

    /** Nothing decides any more; what was decided stays. */
    Gate calledOff() {
        return is(Decision.Pending)
                ? decided(
                        Decision.Rejected,
                        CALLED_OFF,
                        "spec.promotion was removed before the candidate was promoted.",
                        Optional.empty())
                : this;
    }

    private boolean is(Decision what) {
        return decision.filter(d -> d == what).isPresent();
    }

    /** Whether the candidate is being judged. */
    public boolean evaluating() {
        return is(Decision.Pending) && !promoting() && !takingBack();
    }

    /** Whether the candidate has passed and the alias has yet to move. */
    public boolean promoting() {
        return is(Decision.Pending) && reason.equals(PROMOTING);
    }

    /** Whether the promotion failed and the alias has yet to be looked after. */
    public boolean takingBack() {
        return is(Decision.Pending) && reason.equals(PROMOTION_FAILED);
    }

    /** Whether a version was refused: that is written into the registry, too. */
    public boolean refused() {
        return is(Decision.Rejected) && !candidate.isEmpty();
    }

    /** Whether the old champion is on its way back. */
    public boolean rollingBack() {
        return is(Decision.Promoted) && reason.equals(ROLLING_BACK);
    }

    /** Whether the candidate became champion, and nothing was said of it since. */
    boolean allRulesHeld() {
        return is(Decision.Promoted) && reason.equals(ALL_RULES_HOLD);
    }

    /** Whether a new champion is being watched. */
    public boolean watching(Instant now) {
        return is(Decision.Promoted)
                && !rollingBack()
                && watchUntil.filter(u -> u.isAfter(now)).isPresent();
    }
}

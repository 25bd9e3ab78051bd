package dev.slipway.driftjob.evaluate;

import dev.slipway.driftjob.config.EvaluateConfig;
import dev.slipway.driftjob.gate.GateDecision;
import dev.slipway.driftjob.gate.LedgerEntry;
import dev.slipway.driftjob.read.Source;
import dev.slipway.workload.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an evaluation came to.
 *
 * @param message for people
 * @param rows that had a label
 * @param champion absent where there is none
 * @param candidate absent where there is none
 */
public record Judged(
        String name,
        Instant time,
        double seconds,
        GateDecision decision,
        String message,
        String source,
        long rows,
        Source.Result read,
        Optional<Model.Identity> champion,
        Optional<Model.Identity> candidate,
        List<String> problems,
        EvaluateConfig config) {
    static final String NO_CANDIDATE = "NoCandidate";
    static final String CANDIDATE_IS_CHAMPION = "CandidateIsChampion";
    static final String NO_CHAMPION = "NoChampion";

    private static final int LONGEST = 256;

    public Judged {
        message = JsonText.shortened(message, LONGEST);
    }

    /** One that came to its end before rows were read. */
    static Judged without(EvaluateConfig config, Instant time, GateDecision decision, String message) {
        return new Judged(
                config.name(),
                time,
                0,
                decision,
                message,
                "",
                0,
                new Source.Result(0, 0, true, 1),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                config);
    }

    Judged of(Model.Identity wanted) {
        return new Judged(
                name,
                time,
                seconds,
                decision,
                message,
                source,
                rows,
                read,
                champion,
                Optional.of(wanted),
                problems,
                config);
    }

    /** {@code Passed}, {@code Rejected}, or {@code NothingToDo}. */
    String word() {
        if (decision.passed()) {
            return "Passed";
        }
        return List.of(NO_CANDIDATE, CANDIDATE_IS_CHAMPION).contains(decision.reason()) ? "NothingToDo" : "Rejected";
    }

    /**
     * Why, by the first rule that failed, or the first that was judged.
     *
     * @param rows that had a label
     */
    static String sentence(GateDecision decision, long rows, long minRows) {
        if (decision.reason().equals(GateDecision.TOO_FEW_ROWS)) {
            return "%d rows with a label and answers are fewer than minRows, %d: widen the data, or lower minRows."
                    .formatted(rows, minRows);
        }
        return decision.ledger().stream()
                .filter(entry -> decision.passed() ? entry.judged() : !entry.passed())
                .findFirst()
                .map(Judged::sentence)
                .orElse(decision.reason() + ".");
    }

    private static String sentence(LedgerEntry entry) {
        String where = entry.segment().isEmpty() ? "" : " in " + entry.segment();
        if (Double.isNaN(entry.value())) {
            return "%s%s: not defined for these rows.".formatted(entry.rule(), where);
        }
        String interval =
                Double.isNaN(entry.low()) ? "" : String.format(Locale.ROOT, " [%.4g, %.4g]", entry.low(), entry.high());
        return String.format(Locale.ROOT, "%s%s: %.4g%s.", entry.rule(), where, entry.value(), interval);
    }
}

package dev.slipway.driftjob.decision;

import dev.slipway.driftjob.statistics.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * When a difference counts as drift.
 *
 * @param alpha accepted rate of error
 * @param minRows fewer current rows than this give NO_DATA
 */
public record Rule(Method method, double alpha, Correction correction, long minRows) {
    /** What is asked of the evidence. */
    public enum Method {
        /** The distance of the populations is surely more, or surely less, than the threshold. */
        EFFECT_SIZE,
        /** p is less than alpha. */
        P_VALUE,
        /** The measured distance is more than the threshold; or a p-value that is compared in its place is less. */
        THRESHOLD
    }

    /**
     * @param confidence bounds of the populations' distance at alpha
     * @param adjustedP p-value of "no more than the threshold" or of "no drift", after correction; NaN for THRESHOLD
     * @param rowsNeeded current rows that would decide; 0 where decided, -1 where the reference is too small
     */
    public record Outcome(Verdict verdict, Interval confidence, double adjustedP, long rowsNeeded) {}

    /** Verdicts in the order given; corrected over all that have enough rows. */
    public List<Outcome> decide(List<Evidence> all) {
        return decide(all, minRows);
    }

    /** The same where parts of the data may be smaller than the whole has to be. */
    public List<Outcome> decide(List<Evidence> all, long fewest) {
        long least = Math.min(fewest, minRows);
        List<Evidence> enough = all.stream().filter(e -> enough(e, least)).toList();
        double[] high = correction.adjust(
                enough.stream().mapToDouble(e -> forDrift(e, true)).toArray());
        double[] low = correction.adjust(
                enough.stream().mapToDouble(e -> forDrift(e, false)).toArray());
        List<Outcome> outcomes = new ArrayList<>();
        int at = 0;
        for (Evidence evidence : all) {
            if (enough(evidence, least)) {
                outcomes.add(decide(evidence, high[at], low[at]));
                at++;
            } else {
                outcomes.add(new Outcome(Verdict.NO_DATA, evidence.score(), Double.NaN, minRows));
            }
        }
        return outcomes;
    }

    private static boolean enough(Evidence evidence, long least) {
        return evidence.currentRows() >= Math.max(1, least) && evidence.rows() >= 1;
    }

    private double forDrift(Evidence e, boolean cautious) {
        return switch (method) {
            case EFFECT_SIZE ->
                e.banded()
                        ? e.band().alphaFor(e.rows(), e.currentRows(), e.score().low() - e.threshold())
                        : 1;
            case P_VALUE ->
                !e.hasP() ? 1 : cautious ? e.pValue().high() : e.pValue().low();
            case THRESHOLD -> 1;
        };
    }

    private Outcome decide(Evidence e, double adjustedHigh, double adjustedLow) {
        Interval score = e.score();
        if (method == Method.THRESHOLD
                || (method == Method.EFFECT_SIZE && !e.banded())
                || (method == Method.P_VALUE && !e.hasP())) {
            return new Outcome(byScore(e), score, e.ofP() ? score.high() : Double.NaN, 0);
        }
        double radius = e.banded() ? e.band().radius(e.rows(), e.currentRows(), alpha) : 0;
        Interval confidence = new Interval(Math.max(0, score.low() - radius), score.high() + radius);
        if (method == Method.P_VALUE) {
            Verdict verdict =
                    adjustedHigh < alpha ? Verdict.DRIFT : adjustedLow >= alpha ? Verdict.NO_DRIFT : Verdict.UNDECIDED;
            return new Outcome(verdict, confidence, adjustedHigh, 0);
        }
        if (adjustedHigh <= alpha) {
            return new Outcome(Verdict.DRIFT, confidence, adjustedHigh, 0);
        }
        if (confidence.high() < e.threshold()) {
            return new Outcome(Verdict.NO_DRIFT, confidence, adjustedHigh, 0);
        }
        return new Outcome(Verdict.UNDECIDED, confidence, adjustedHigh, rowsNeeded(e));
    }

    private static Verdict byScore(Evidence e) {
        Interval score = e.score();
        double threshold = e.threshold();
        if (e.ofP()) {
            return score.high() < threshold ? Verdict.DRIFT : Verdict.NO_DRIFT;
        }
        if (score.low() > threshold) {
            return Verdict.DRIFT;
        }
        return score.high() <= threshold ? Verdict.NO_DRIFT : Verdict.UNDECIDED;
    }

    /** Fewest current rows at which the band is no wider than the gap, if the distance stays as it is. */
    private long rowsNeeded(Evidence e) {
        double gap = Math.abs(e.score().middle() - e.threshold());
        double most = 1e15;
        if (e.band().radius(e.rows(), most, alpha) > gap) {
            return -1;
        }
        double low = e.currentRows();
        double high = most;
        while (high - low > 1) {
            double middle = Math.floor((low + high) / 2);
            if (e.band().radius(e.rows(), middle, alpha) <= gap) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (long) high;
    }
}

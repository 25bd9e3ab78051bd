package dev.slipway.driftjob.report;

import dev.slipway.driftjob.decision.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * All that a run found.
 *
 * @param findings worst first
 * @param problems what could not be read or compared
 * @param trend the last runs and this one, the newest last
 * @param firing whether enough of the last windows drifted
 */
public record Report(
        String name,
        Instant time,
        double seconds,
        Verdict verdict,
        double driftedShare,
        boolean firing,
        Side reference,
        Side current,
        List<Finding> findings,
        List<String> failedExpectations,
        List<String> problems,
        List<PastRun> trend) {

    /** What was read of one side. */
    public record Side(String source, long rows, long bytes, boolean complete, double sampled) {}

    /** A run in short: its letter as in WindowHistory, and the score of each feature. */
    public record PastRun(Instant time, char verdict, double driftedShare, List<PastScore> scores) {}

    public record PastScore(String feature, double score) {}

    public long count(Verdict verdict) {
        return findings.stream().filter(f -> f.verdict() == verdict).count();
    }
}

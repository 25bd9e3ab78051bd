package dev.slipway.driftjob.report;

import dev.slipway.driftjob.decision.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a run found.
 *
 * @param window of the current data; absent where all of it was compared
 * @param findings worst first
 * @param problems what could not be read or compared
 * @param trend the last runs and this one, the newest last
 * @param firing whether enough of the last windows drifted
 * @param resolved whether enough of the last windows were without drift
 */
public record Report(
        String name,
        Instant time,
        double seconds,
        Verdict verdict,
        double driftedShare,
        boolean firing,
        boolean resolved,
        Optional<Period> window,
        Reference reference,
        Side current,
        List<Finding> findings,
        Optional<PerformanceFinding> performance,
        List<String> failedExpectations,
        List<String> problems,
        List<PastRun> trend) {

    /** From start on and before end. */
    public record Period(Instant start, Instant end) {}

    /** What was read of one side. */
    public record Side(String source, long rows, long bytes, boolean complete, double sampled) {}

    /**
     * @param ready false while its time has not come to an end
     * @param hash of the profile
     */
    public record Reference(Side side, boolean ready, String hash) {}

    /** A run in short: its letter as in WindowHistory, and the score of each feature. */
    public record PastRun(
            Instant time, Optional<Instant> windowEnd, char verdict, double driftedShare, List<PastScore> scores) {}

    public record PastScore(String feature, double score) {}

    public long count(Verdict verdict) {
        return findings.stream()
                .filter(f -> f.role() != Finding.Role.SEGMENT && f.verdict() == verdict)
                .count();
    }

    /** Findings that are about all rows. */
    public List<Finding> whole() {
        return findings.stream().filter(f -> f.role() != Finding.Role.SEGMENT).toList();
    }

    /** How many segments have a feature that drifted. */
    public long segmentsDrifted() {
        return findings.stream()
                .filter(f -> f.role() == Finding.Role.SEGMENT && f.verdict() == Verdict.DRIFT)
                .map(f -> f.feature().substring(f.feature().lastIndexOf('[')))
                .distinct()
                .count();
    }

    public boolean performanceDegraded() {
        return performance.map(PerformanceFinding::degraded).orElse(false);
    }
}

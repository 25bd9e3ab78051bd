package dev.slipway.driftjob.decision;

/** Verdicts of the last windows as letters, the newest last: D drift, N none, U undecided, - no data, E error. */
public record WindowHistory(String letters) {
    /** Windows that are remembered. */
    public static final int LENGTH = 64;

    public WindowHistory {
        if (letters.length() > LENGTH || !letters.matches("[DNUE-]*")) {
            throw new IllegalArgumentException("a history has at most " + LENGTH + " letters of DNUE-");
        }
    }

    public WindowHistory with(Verdict verdict) {
        String longer = letters
                + switch (verdict) {
                    case DRIFT -> 'D';
                    case NO_DRIFT -> 'N';
                    case UNDECIDED -> 'U';
                    case NO_DATA -> '-';
                    case ERROR -> 'E';
                };
        return new WindowHistory(longer.substring(Math.max(0, longer.length() - LENGTH)));
    }

    /** Whether at least k of the last n windows drifted. Windows without data are not counted: they say nothing. */
    public boolean fires(int k, int n) {
        String known = letters.replace("-", "").replace("E", "");
        return known.substring(Math.max(0, known.length() - n))
                        .chars()
                        .filter(c -> c == 'D')
                        .count()
                >= k;
    }

    /** Whether the last n windows with data were all without drift. */
    public boolean resolves(int n) {
        String known = letters.replace("-", "").replace("E", "");
        return known.length() >= n
                && known.substring(known.length() - n).chars().allMatch(c -> c == 'N');
    }
}

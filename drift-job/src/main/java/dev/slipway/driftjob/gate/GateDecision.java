package dev.slipway.driftjob.gate;

import java.util.List;

/**
 * Whether the candidate may become champion, and why.
 *
 * @param reason {@code AllRulesHold}, or the reason of the first rule that failed
 */
public record GateDecision(boolean passed, String reason, List<LedgerEntry> ledger) {
    /** Nothing was judged: there are fewer rows than the gate asks for. */
    public static final String TOO_FEW_ROWS = "TooFewRows";

    /** Nothing was judged: rows are drawn by blocks, and there are too few. */
    public static final String TOO_FEW_BLOCKS = "TooFewBlocks";
}

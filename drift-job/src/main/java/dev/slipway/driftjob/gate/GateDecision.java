package dev.slipway.driftjob.gate;

import java.util.List;

/**
 * Whether the candidate may become champion, and why.
 *
 * @param reason {@code AllRulesHold}, or the reason of the first rule that failed
 */
public record GateDecision(boolean passed, String reason, List<LedgerEntry> ledger) {}

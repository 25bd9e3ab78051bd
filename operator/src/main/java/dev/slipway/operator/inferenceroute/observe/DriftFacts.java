package dev.slipway.operator.inferenceroute.observe;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import java.util.Optional;

/**
 * What a DriftMonitor says of its model, as far as a rollout needs it.
 *
 * @param verdict of its last run; empty before the first
 */
public record DriftFacts(Optional<Verdict> verdict) {
    static DriftFacts of(DriftMonitor monitor) {
        return new DriftFacts(Optional.ofNullable(monitor.getStatus()).map(DriftMonitorStatus::verdict));
    }
}

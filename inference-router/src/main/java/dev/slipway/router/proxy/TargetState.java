package dev.slipway.router.proxy;

import dev.slipway.router.targets.Target;

/** What can be said of a target in a word. */
public enum TargetState {
    /** All of its endpoints take requests. */
    Healthy("EndpointsHealthy"),
    /** Some are out. */
    Degraded("EndpointsEjected"),
    /** All are out. */
    Ejected("AllEndpointsEjected"),
    /** It cannot be reached. */
    Lost("HeartbeatLost"),
    /** There is no server of that name. */
    Absent("NoEndpoints");

    private final String reason;

    TargetState(String reason) {
        this.reason = reason;
    }

    static TargetState of(Target target, int healthy) {
        if (target.endpoints().isEmpty()) {
            return Absent;
        }
        if (!target.heartbeat().alive()) {
            return Lost;
        }
        if (healthy == 0) {
            return Ejected;
        }
        return healthy < target.endpoints().size() ? Degraded : Healthy;
    }

    String reason() {
        return reason;
    }
}

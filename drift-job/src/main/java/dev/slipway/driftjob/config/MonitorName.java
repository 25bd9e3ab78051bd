package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;

/** The DriftMonitor that something is done for. */
public record MonitorName(String namespace, String name) {
    /** Reads the field {@code monitor}. */
    static MonitorName of(ConfigNode node) throws FailureException {
        ConfigNode monitor = AlertConfig.needed(node, "monitor").only("namespace", "name");
        return new MonitorName(monitor.string("namespace"), monitor.string("name"));
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.json.JsonText;
import dev.slipway.featureserver.plan.Catalog;

/** What {@code GET /status} tells: which configuration is in force, and how far the server is. */
public final class ServerStatus {
    private final LiveConfig config;
    private volatile Phase phase = Phase.STARTING;

    ServerStatus(LiveConfig config) {
        this.config = config;
    }

    /** Moves on. Draining is final. */
    synchronized void enter(Phase next) {
        if (phase != Phase.DRAINING) {
            phase = next;
        }
    }

    Phase phase() {
        return phase;
    }

    boolean ready() {
        return phase == Phase.READY;
    }

    boolean draining() {
        return phase == Phase.DRAINING;
    }

    /** One JSON object. */
    String json(boolean online, String whyOffline) {
        Catalog catalog = config.get();
        return "{\"configHash\":\"" + catalog.hash() + "\",\"configError\":" + JsonText.quote(config.refused())
                + ",\"views\":" + catalog.views().size() + ",\"services\":"
                + catalog.config().services().size() + ",\"redis\":{\"reachable\":" + online + ",\"message\":"
                + JsonText.quote(online ? "" : whyOffline) + "},\"phase\":\"" + phase + "\"}";
    }
}

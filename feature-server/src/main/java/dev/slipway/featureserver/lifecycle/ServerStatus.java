package dev.slipway.featureserver.lifecycle;

import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.lifecycle.ServingPhase;

/** What {@code GET /status} tells: which configuration is in force, and how far the server is. */
public final class ServerStatus {
    private final LiveConfig config;
    private final ServingPhase phase = new ServingPhase();

    ServerStatus(LiveConfig config) {
        this.config = config;
    }

    ServingPhase phase() {
        return phase;
    }

    /** One JSON object. */
    String json(boolean online, String whyOffline) {
        Catalog catalog = config.get();
        return "{\"configHash\":\"" + catalog.hash() + "\",\"configError\":" + JsonText.quote(config.refused())
                + ",\"views\":" + catalog.views().size() + ",\"services\":"
                + catalog.config().services().size() + ",\"redis\":{\"reachable\":" + online + ",\"message\":"
                + JsonText.quote(online ? "" : whyOffline) + "},\"phase\":\"" + phase.phase() + "\"}";
    }
}

package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.driftmonitor.plan.Documents.SECRET;
import static dev.slipway.operator.driftmonitor.plan.Documents.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.driftmonitor.Promotion;
import dev.slipway.operator.driftmonitor.loop.Gate;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.CanonicalJson;
import org.jspecify.annotations.Nullable;

/** The documents of the gate: candidate against champion, the alias moves, the alias goes back. */
record GateDocument(ObservedMonitor observed, Promotion promotion, Mounts mounts) {
    private static final String CANDIDATE_ALIAS = "candidateAlias";

    String evaluation() {
        var rows = promotion.evaluation();
        var secret = mounts.secret(rows.postgres().secretRef().name());
        var root = object().put("name", observed.name()).put("labelColumn", rows.labelColumn());
        root.set(
                "registry", registry().put(CANDIDATE_ALIAS, promotion.registry().candidateAlias()));
        root.set(
                "data",
                object().set(
                                "postgres",
                                object().put(SECRET, secret)
                                        .put("query", rows.postgres().query())));
        root.set("rules", CanonicalJson.tree(promotion.rules()));
        ReportPlace.into(root, observed.spec().report(), mounts);
        return Documents.text(root);
    }

    private ObjectNode registry() {
        var registry = promotion.registry();
        return Documents.server(registry.url(), registry.secretRef(), mounts)
                .put("model", registry.model())
                .put("championAlias", registry.championAlias());
    }

    /** @param gate that has judged the candidate */
    String promotion(Gate gate) {
        var root = object();
        root.set(
                "registry", registry().put(CANDIDATE_ALIAS, promotion.registry().candidateAlias()));
        var decision = object().put("id", gate.runId())
                .put("decision", gate.promoting() ? "Passed" : "Rejected")
                .put("reason", gate.promoting() ? Gate.ALL_RULES_HOLD : gate.reason())
                .put("message", gate.message())
                .put("champion", orNull(gate.champion()))
                .put("candidate", gate.candidate());
        decision.set("monitor", Documents.monitor(observed));
        root.set("promotion", decision);
        return Documents.text(root);
    }

    /** @param gate whose new champion is worse, or whose promotion failed */
    String rollback(Gate gate) {
        var root = object();
        root.set("registry", registry());
        var back = object().put("id", gate.runId())
                .put("promoted", gate.candidate())
                .put("previous", gate.champion())
                .put("reason", gate.takingBack() ? Gate.PROMOTION_FAILED : Gate.CHAMPION_WORSE)
                .put("message", gate.message());
        back.set("monitor", Documents.monitor(observed));
        root.set("rollback", back);
        return Documents.text(root);
    }

    private static @Nullable String orNull(String version) {
        return version.isEmpty() ? null : version;
    }
}

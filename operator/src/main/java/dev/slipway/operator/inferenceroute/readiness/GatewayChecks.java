package dev.slipway.operator.inferenceroute.readiness;

import static dev.slipway.operator.status.ConditionType.PROGRAMMED;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.inferenceroute.DataPlane.GatewayReference;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the Gateway says of the HTTPRoute. Source: status.parents of gateway.networking.k8s.io/v1. */
final class GatewayChecks {
    private GatewayChecks() {}

    static Optional<Verdict> gatewayApiIsThere(RouteSituation situation) {
        return gateway(situation).isPresent() && !situation.observed().gatewayApi()
                ? Optional.of(Verdict.waiting(
                        PROGRAMMED,
                        Reason.GATEWAY_API_MISSING,
                        "The cluster does not know HTTPRoutes: install the Gateway API, or remove"
                                + " spec.dataPlane.gatewayRef."))
                : Optional.empty();
    }

    static Optional<Verdict> gatewayTakesTheRoute(RouteSituation situation) {
        if (gateway(situation).isEmpty()) {
            return Optional.empty();
        }
        var conditions = situation.observed().httpRoute().stream()
                .flatMap(route -> conditions(route, gateway(situation).get()))
                .toList();
        if (conditions.isEmpty()) {
            return Optional.of(Verdict.waiting(
                    PROGRAMMED,
                    Reason.PENDING_GATEWAY,
                    "Gateway " + gateway(situation).get().name() + " has not said anything of the HTTPRoute yet."));
        }
        return conditions.stream()
                .filter(c -> c.path("status").asText().equals("False"))
                .filter(c -> Stream.of("Accepted", "ResolvedRefs")
                        .anyMatch(type -> c.path("type").asText().equals(type)))
                .findFirst()
                .map(c -> Verdict.stuck(
                        PROGRAMMED,
                        Reason.GATEWAY_REJECTED,
                        "Gateway " + gateway(situation).get().name() + ": "
                                + c.path("reason").asText() + ". "
                                + c.path("message").asText()));
    }

    private static Optional<GatewayReference> gateway(RouteSituation situation) {
        return Optional.ofNullable(situation.observed().spec().dataPlane().gatewayRef());
    }

    /** Of this Gateway, about the present generation: others may be attached too, and may be behind. */
    private static Stream<JsonNode> conditions(GenericKubernetesResource route, GatewayReference gateway) {
        var parents = CanonicalJson.tree(route).path("status").path("parents");
        var generation = route.getMetadata().getGeneration();
        return elements(parents)
                .filter(parent -> parent.path("parentRef").path("name").asText().equals(gateway.name()))
                .flatMap(parent -> elements(parent.path("conditions")))
                .filter(c -> generation == null || c.path("observedGeneration").asLong(generation) == generation);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

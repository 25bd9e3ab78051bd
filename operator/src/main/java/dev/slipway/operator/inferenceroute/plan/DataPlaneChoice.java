package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.inferenceroute.Audit;
import dev.slipway.api.inferenceroute.DataPlane;
import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.DataPlaneStatus.Mode;
import dev.slipway.api.inferenceroute.Resilience;
import dev.slipway.api.inferenceroute.RouteRule;
import dev.slipway.api.inferenceroute.RouteRule.Preference;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What carries the requests, and what in the spec led to it. An HTTPRoute can split by weight and match headers; everything else
 * needs the router.
 *
 * @param reasons sentences without a full stop, as status shows them
 */
record DataPlaneChoice(Mode mode, List<String> reasons, Optional<Refusal> refusal) {
    private static final String NO_GATEWAY_API = "the cluster does not know HTTPRoutes";

    static DataPlaneChoice of(ObservedRoute observed) {
        var spec = observed.spec();
        var beyond = beyondGateway(spec);
        return switch (spec.dataPlane().mode()) {
            case Router -> router(observed, Stream.of("mode is Router"));
            case Auto ->
                spec.dataPlane().gatewayRef() == null
                        ? router(observed, Stream.of("gatewayRef is not set"))
                        : beyond.isEmpty() && observed.gatewayApi()
                                ? gateway("an HTTPRoute can do all that the spec asks")
                                : router(observed, beyond.stream());
            case Gateway -> beyond.isEmpty() ? gateway("mode is Gateway") : unsupported(beyond);
        };
    }

    private static DataPlaneChoice gateway(String reason) {
        return new DataPlaneChoice(Mode.Gateway, List.of(reason), Optional.empty());
    }

    private static DataPlaneChoice unsupported(List<String> beyond) {
        return new DataPlaneChoice(
                Mode.Gateway,
                beyond,
                Optional.of(new Refusal(
                        Reason.UNSUPPORTED_BY_GATEWAY,
                        "An HTTPRoute cannot do it: " + String.join(", ", beyond)
                                + ". Use spec.dataPlane.mode Auto or Router.")));
    }

    private static DataPlaneChoice router(ObservedRoute observed, Stream<String> reasons) {
        DataPlane wanted = observed.spec().dataPlane();
        var attached = wanted.gatewayRef() != null && observed.gatewayApi();
        var missing =
                wanted.gatewayRef() != null && !observed.gatewayApi() ? Stream.of(NO_GATEWAY_API) : Stream.<String>of();
        return new DataPlaneChoice(
                attached ? Mode.GatewayToRouter : Mode.Router,
                Stream.concat(reasons, missing).toList(),
                Optional.empty());
    }

    boolean hasRouter() {
        return mode != Mode.Gateway;
    }

    boolean hasHttpRoute() {
        return mode != Mode.Router;
    }

    /** What an HTTPRoute cannot do, in the order of the spec. */
    private static List<String> beyondGateway(InferenceRouteSpec spec) {
        return Stream.of(
                        spec.targets().stream().flatMap(DataPlaneChoice::beyond),
                        differentModels(spec),
                        spec.rules().stream().flatMap(DataPlaneChoice::beyond).distinct(),
                        when(!spec.enrich().isEmpty(), "enrich is set"),
                        when(!spec.resilience().equals(Resilience.DEFAULT), "resilience is set"),
                        when(spec.cache() != null, "cache is set"),
                        when(spec.auth() != null, "auth is set"),
                        when(spec.limits() != null, "limits is set"),
                        when(spec.rollout() != null, "rollout is set"),
                        when(!spec.audit().equals(Audit.OFF), "audit is set"))
                .flatMap(reasons -> reasons)
                .toList();
    }

    private static Stream<String> when(boolean condition, String reason) {
        return condition ? Stream.of(reason) : Stream.of();
    }

    private static Stream<String> beyond(Target target) {
        var of = " of target " + target.name();
        return Stream.of(
                        when(target.url() != null, "target " + target.name() + " is a url"),
                        when(target.cost() != null, "cost" + of + " is set"),
                        when(target.maxConcurrency() != null, "maxConcurrency" + of + " is set"),
                        when(target.headersFrom() != null, "headersFrom" + of + " is set"))
                .flatMap(reasons -> reasons);
    }

    /** Clients name the model in the path, and an HTTPRoute does not rewrite it. */
    private static Stream<String> differentModels(InferenceRouteSpec spec) {
        var models = spec.targets().stream()
                .filter(target -> target.modelDeploymentRef() != null)
                .map(target -> target.modelDeploymentRef().name())
                .collect(Collectors.toSet());
        return when(models.size() > 1, "targets are models of different names");
    }

    private static Stream<String> beyond(RouteRule rule) {
        return Stream.of(
                        when(rule.sticky() != null, "sticky is set"),
                        when(rule.policy().prefer() != Preference.Weights, "policy is not Weights"),
                        when(!rule.fallback().isEmpty(), "fallback is set"),
                        when(rule.onExhausted() != null, "onExhausted is set"),
                        when(!rule.shadow().isEmpty(), "shadow is set"))
                .flatMap(reasons -> reasons);
    }
}

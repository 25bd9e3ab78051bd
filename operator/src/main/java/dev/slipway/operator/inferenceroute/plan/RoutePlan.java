package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.inferenceroute.InferenceRouteStatus.DataPlaneStatus.Mode;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.DocumentHash;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.Nudge;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What should exist for one InferenceRoute, in the API server's own form, and why it is not what the spec says, if so.
 *
 * @param refusal why the spec cannot be followed; what ran before goes on
 * @param paused nothing may be written but the status
 * @param mode what carries the requests
 * @param reasons what led to the mode
 * @param document hash of the routers' document; empty without routers
 * @param progress where the rollout is, while there is one
 * @param children everything that should exist, in the order in which it is applied
 * @param nudges pods whose kubelets have to hear of a new document
 */
public record RoutePlan(
        Optional<Refusal> refusal,
        boolean paused,
        Mode mode,
        List<String> reasons,
        Optional<String> document,
        Optional<Progress> progress,
        List<HasMetadata> children,
        List<Nudge> nudges,
        ObservedRoute observed) {

    public static RoutePlan of(ObservedRoute observed) {
        var choice = DataPlaneChoice.of(observed);
        var refusal = SpecReview.of(observed.spec()).or(choice::refusal);
        return refusal.isPresent() ? refused(observed, choice, refusal) : honoured(observed, choice);
    }

    private static RoutePlan refused(ObservedRoute observed, DataPlaneChoice choice, Optional<Refusal> refusal) {
        return new RoutePlan(
                refusal,
                observed.paused(),
                choice.mode(),
                choice.reasons(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                observed);
    }

    private static RoutePlan honoured(ObservedRoute observed, DataPlaneChoice choice) {
        var progress = choice.hasRouter()
                ? Trial.of(observed).map(trial -> Progress.of(observed, trial))
                : Optional.<Progress>empty();
        var document = choice.hasRouter()
                ? Optional.of(RouterDocument.of(observed, progress).toJson())
                : Optional.<String>empty();
        var paused = observed.paused();
        var hash = (paused ? observed.router().document() : document).map(DocumentHash::of);
        return new RoutePlan(
                Optional.empty(),
                paused,
                choice.mode(),
                choice.reasons(),
                hash,
                progress,
                paused ? List.of() : children(observed, choice, progress, document),
                paused ? List.of() : hash.map(h -> nudges(observed, h)).orElse(List.of()),
                observed);
    }

    private static List<HasMetadata> children(
            ObservedRoute observed, DataPlaneChoice choice, Optional<Progress> progress, Optional<String> document) {
        var children = new ArrayList<HasMetadata>();
        document.ifPresent(text -> children.addAll(RouterChildren.of(observed, progress.map(Progress::trial), text)));
        if (choice.hasHttpRoute() && observed.gatewayApi()) {
            children.add(GatewayRoute.of(observed, choice.hasRouter()));
        }
        return List.copyOf(children);
    }

    private static List<Nudge> nudges(ObservedRoute observed, String hash) {
        var router = observed.router();
        return Nudge.of(router.ready(), router::acknowledgement, router.nudges(), hash, observed.now());
    }

    /** Whether children that are not among {@link #children} stay: all of them while the spec cannot be followed. */
    public boolean keepsEverything() {
        return refusal.isPresent() || paused;
    }

    public boolean hasRouter() {
        return mode != Mode.Gateway;
    }

    /** Whether a router is still known to have another document. */
    public boolean isBehind() {
        var router = observed.router();
        return !paused
                && document.stream()
                        .anyMatch(hash -> Nudge.behind(router.ready(), router::acknowledgement, hash)
                                .findAny()
                                .isPresent());
    }
}

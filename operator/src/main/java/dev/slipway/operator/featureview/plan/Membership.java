package dev.slipway.operator.featureview.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Slipway;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.WireName;
import dev.slipway.operator.status.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The views that share a feature server, and on what they agree. Who was there first stays: a view that contradicts the others
 * is refused, whatever the order in which they are looked at.
 *
 * @param server name of the feature server
 * @param store the Secret of its Redis
 * @param members in the order of creation
 */
record Membership(String server, String store, List<Member> members) {
    static Membership of(ObservedView observed) {
        var server = observed.spec().serving().server();
        var views = observed.views().stream()
                .filter(view -> view.getSpec().serving().server().equals(server))
                .filter(view -> view.getMetadata().getDeletionTimestamp() == null)
                .toList();
        var store = store(observed, views);
        var names = new HashSet<String>();
        var members = new ArrayList<Member>();
        for (var view : established(observed, views)) {
            members.add(member(observed, view, store, names));
        }
        return new Membership(server, store, List.copyOf(members));
    }

    /** Those that are part of the document already come first, so that a newcomer never displaces them. */
    private static List<FeatureView> established(ObservedView observed, List<FeatureView> views) {
        var sorted = new ArrayList<FeatureView>();
        views.stream().filter(view -> present(observed, view).isPresent()).forEach(sorted::add);
        views.stream().filter(view -> present(observed, view).isEmpty()).forEach(sorted::add);
        return sorted;
    }

    private static Optional<JsonNode> present(ObservedView observed, FeatureView view) {
        return ServerDocument.viewIn(observed.server().config(), WireName.of(view));
    }

    /** The store that the server has, as long as a view names it; else the first view's. */
    private static String store(ObservedView observed, List<FeatureView> views) {
        var named = views.stream().map(Membership::storeOf).toList();
        return observed.server()
                .deployment()
                .flatMap(d -> Secrets.redisOf(d.getSpec().getTemplate().getSpec()))
                .filter(named::contains)
                .or(() -> named.stream().findFirst())
                .orElse(storeOf(observed.resource()));
    }

    static String storeOf(FeatureView view) {
        return view.getSpec().online().secretRef().name();
    }

    private static Member member(ObservedView observed, FeatureView view, String store, Set<String> names) {
        var refusal = SpecReview.of(view).or(() -> Conflicts.of(observed, view, store, names));
        var name = WireName.of(view);
        var document = refusal.isPresent() || isPaused(view)
                ? names.contains(name) ? Optional.<JsonNode>empty() : present(observed, view)
                : Optional.of(CanonicalJson.tree(ViewDocument.of(view)));
        if (document.isPresent()) {
            names.add(name);
        }
        return new Member(view, refusal, document);
    }

    static boolean isPaused(FeatureView view) {
        return view.getSpec().paused()
                || ObservedView.annotation(view, Slipway.PAUSED_ANNOTATION)
                        .filter("true"::equals)
                        .isPresent();
    }

    /** Why the view's own spec cannot be followed. */
    Optional<Refusal> refusal(FeatureView view) {
        return member(view).flatMap(Member::refusal);
    }

    Optional<Member> member(FeatureView view) {
        return members.stream()
                .filter(member -> member.name().equals(view.getMetadata().getName()))
                .findFirst();
    }

    /** Those that are served. */
    List<Member> served() {
        return members.stream().filter(member -> member.document().isPresent()).toList();
    }
}

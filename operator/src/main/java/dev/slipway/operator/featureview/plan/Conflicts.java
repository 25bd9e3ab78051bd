package dev.slipway.operator.featureview.plan;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.model.WireName;
import dev.slipway.operator.status.Refusal;
import java.util.Optional;
import java.util.Set;

/** What a view cannot have because of another one. */
final class Conflicts {
    private Conflicts() {}

    /**
     * @param store the Secret of the server's Redis
     * @param names views on the wire that the server serves already
     */
    static Optional<Refusal> of(ObservedView observed, FeatureView view, String store, Set<String> names) {
        return storeDiffers(view, store).or(() -> nameIsTaken(view, names)).or(() -> rowsAreAnothers(observed, view));
    }

    private static Optional<Refusal> storeDiffers(FeatureView view, String store) {
        var own = Membership.storeOf(view);
        return own.equals(store)
                ? Optional.empty()
                : Optional.of(Refusal.invalid("spec.online.secretRef " + own + " differs from " + store
                        + ", which the other views of server "
                        + view.getSpec().serving().server()
                        + " have: one server has one store. Use it, or another spec.serving.server."));
    }

    private static Optional<Refusal> nameIsTaken(FeatureView view, Set<String> names) {
        var name = WireName.of(view);
        return names.contains(name)
                ? Optional.of(Refusal.invalid("Another view of server "
                        + view.getSpec().serving().server() + " is called " + name
                        + " on the wire. Set spec.viewName, or another spec.serving.server."))
                : Optional.empty();
    }

    /** Two views of one name, project and store would overwrite each other's rows, and purge them. */
    private static Optional<Refusal> rowsAreAnothers(ObservedView observed, FeatureView view) {
        return observed.views().stream()
                .takeWhile(other -> !sameObject(other, view))
                .filter(other -> Membership.storeOf(other).equals(Membership.storeOf(view))
                        && WireName.of(other).equals(WireName.of(view))
                        && WireName.project(other).equals(WireName.project(view)))
                .findFirst()
                .map(other ->
                        Refusal.invalid("FeatureView " + other.getMetadata().getName()
                                + " has the same project, name on the wire and store: they would share their rows."
                                + " Set spec.viewName or spec.project."));
    }

    private static boolean sameObject(FeatureView a, FeatureView b) {
        return a.getMetadata().getName().equals(b.getMetadata().getName());
    }
}

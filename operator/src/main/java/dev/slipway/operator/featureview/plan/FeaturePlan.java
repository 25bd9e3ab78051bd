package dev.slipway.operator.featureview.plan;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.featureview.observe.ServerFacts;
import dev.slipway.operator.featureview.plan.ServerDocument.Service;
import dev.slipway.operator.model.DocumentHash;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.Nudge;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What should exist for one FeatureView, in the API server's own form, and why it is not what the spec says, if so.
 *
 * @param refusal why the spec cannot be followed; what ran before goes on
 * @param paused nothing may be written but the status, and no more runs begin
 * @param document hash of the server's document; empty while it serves nothing
 * @param served whether the document has this view
 * @param children everything that should exist, in the order in which it is applied
 * @param kept names of Jobs that stay although they are not among the children
 * @param finalizer whether the view's rows are to be removed before it goes
 * @param removal what is left to do, while the view is being deleted
 * @param nudges pods whose kubelets have to hear of a new document
 */
public record FeaturePlan(
        Optional<Refusal> refusal,
        boolean paused,
        Optional<String> document,
        boolean served,
        List<HasMetadata> children,
        Set<String> kept,
        boolean finalizer,
        Optional<Removal> removal,
        List<Nudge> nudges,
        ObservedView observed) {

    public static FeaturePlan of(ObservedView observed) {
        return observed.deletedSince().isPresent() ? leaving(observed) : staying(observed);
    }

    private static FeaturePlan leaving(ObservedView observed) {
        return new FeaturePlan(
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                List.of(),
                Set.of(),
                Removal.isPromised(observed.resource()),
                Optional.of(Removal.of(observed)),
                List.of(),
                observed);
    }

    private static FeaturePlan staying(ObservedView observed) {
        var membership = Membership.of(observed);
        var refusal = membership.refusal(observed.resource());
        var paused = Membership.isPaused(observed.resource());
        var document = membership.served().isEmpty()
                ? Optional.<String>empty()
                : Optional.of(document(observed, membership).toJson());
        var hash = document.map(DocumentHash::of);
        var served = membership
                .member(observed.resource())
                .filter(member -> member.document().isPresent())
                .isPresent();
        return new FeaturePlan(
                refusal,
                paused,
                hash,
                served,
                paused ? suspended(observed) : children(observed, membership, document, refusal.isPresent()),
                Set.of(Materialization.firstRun(observed.resource())),
                Removal.purges(observed.resource()) && (served || Removal.isPromised(observed.resource())),
                Optional.empty(),
                paused
                        ? List.of()
                        : hash.map(h -> nudges(observed.server(), h, observed.now()))
                                .orElse(List.of()),
                observed);
    }

    private static List<Nudge> nudges(ServerFacts server, String hash, Instant now) {
        return Nudge.of(server.ready(), server::acknowledgement, server.nudges(), hash, now);
    }

    private static ServerDocument document(ObservedView observed, Membership membership) {
        var views = membership.served().stream()
                .map(member -> member.document().orElseThrow())
                .sorted(Comparator.comparing(view -> view.path("name").asText()))
                .toList();
        var known = views.stream().flatMap(ServerDocument::references).collect(Collectors.toSet());
        return new ServerDocument(
                observed.namespace(),
                ServerDocument.Redis.of(membership.store()),
                views,
                observed.models().stream()
                        .filter(model -> asks(model, membership.server()))
                        .map(FeaturePlan::service)
                        .filter(service -> known.containsAll(service.features()))
                        .toList());
    }

    private static boolean asks(ModelDeployment model, String server) {
        var features = model.getSpec().features();
        return features != null
                && features.server().equals(server)
                && model.getMetadata().getDeletionTimestamp() == null;
    }

    private static Service service(ModelDeployment model) {
        var features = model.getSpec().features();
        return new Service(model.getMetadata().getName(), features == null ? List.of() : features.refs());
    }

    private static List<HasMetadata> suspended(ObservedView observed) {
        return observed.cronJob()
                .map(present -> List.<HasMetadata>of(Materialization.suspended(present)))
                .orElse(List.of());
    }

    private static List<HasMetadata> children(
            ObservedView observed, Membership membership, Optional<String> document, boolean refused) {
        var children = new ArrayList<HasMetadata>();
        document.ifPresent(text -> children.addAll(ServerChildren.of(observed, membership, text)));
        if (!refused && observed.spec().source().postgres() != null) {
            children.add(Materialization.onSchedule(
                    observed.resource(), observed.defaults().image()));
            if (runsAtOnce(observed)) {
                children.add(Materialization.atOnce(
                        observed.resource(), observed.defaults().image()));
            }
        }
        return List.copyOf(children);
    }

    /** A Job cannot be changed: once it is there it stays as it was made, by whatever version. */
    private static boolean runsAtOnce(ObservedView observed) {
        var name = Materialization.firstRun(observed.resource());
        return observed.jobs().stream().noneMatch(job -> job.name().equals(name));
    }

    /**
     * Whether a child that is not among {@link #children} stays: the run of the present spec, everything while the spec cannot
     * be followed, and what makes up a server that others still use.
     */
    public boolean keeps(HasMetadata child) {
        if (refusal.isPresent() || paused) {
            return true;
        }
        var server = label(child);
        if (server.isPresent()) {
            var elsewhere = !server.get().equals(observed.spec().serving().server());
            return (elsewhere || removal.isPresent()) && isUsedByOthers(server.get());
        }
        return child instanceof Job && kept.contains(child.getMetadata().getName());
    }

    /** Whether a server is still known to have another document. */
    public boolean isBehind() {
        return !paused
                && document.stream()
                        .anyMatch(hash -> Nudge.behind(
                                        observed.server().ready(), observed.server()::acknowledgement, hash)
                                .findAny()
                                .isPresent());
    }

    private static Optional<String> label(HasMetadata child) {
        return Optional.ofNullable(child.getMetadata().getLabels()).map(labels -> labels.get(Labels.SERVER));
    }

    /** The server goes with its last view by itself, when that is gone and not when it begins to go. */
    private boolean isUsedByOthers(String server) {
        return removal.isPresent() || observed.views().stream().anyMatch(view -> isOther(view) && names(view, server));
    }

    private boolean isOther(FeatureView view) {
        return !view.getMetadata().getName().equals(observed.name());
    }

    private static boolean names(FeatureView view, String server) {
        return view.getSpec().serving().server().equals(server);
    }
}

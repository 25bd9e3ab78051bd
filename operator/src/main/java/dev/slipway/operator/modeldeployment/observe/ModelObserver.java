package dev.slipway.operator.modeldeployment.observe;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.acknowledgement.ModelServerReport;
import dev.slipway.operator.acknowledgement.ModelServers;
import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.model.ObjectName;
import dev.slipway.operator.workload.observe.NodeCapacity;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers the facts about one ModelDeployment from informer caches. It calls no API and decides nothing. */
public final class ModelObserver {
    private static final PodReader PODS = new PodReader(FetchedArtifact.FETCH, FetchedArtifact.SERVER);

    private final ModelServerDefaults defaults;
    private final Aliases aliases;
    private final ModelServers servers;
    private final Clock clock;

    public ModelObserver(ModelServerDefaults defaults, Aliases aliases, ModelServers servers, Clock clock) {
        this.defaults = defaults;
        this.aliases = aliases;
        this.servers = servers;
        this.clock = clock;
    }

    public ObservedModel observe(ModelDeployment model, ClusterView view) {
        var name = model.getMetadata().getName();
        var pods = view.belongingTo(model, Pod.class).stream()
                .map(PODS::read)
                .sorted(Comparator.comparing(PodFacts::name))
                .toList();
        var revisions = view.belongingTo(model, ConfigMap.class).stream()
                .filter(c -> !Labels.revisionOf(c).isEmpty())
                .sorted(Comparator.comparing(c -> c.getMetadata().getName()))
                .toList();
        return new ObservedModel(
                model,
                clock.instant(),
                defaults,
                view.named(model, Deployment.class, name),
                pods.stream().filter(pod -> !isCandidate(pod)).toList(),
                view.named(model, HorizontalPodAutoscaler.class, name),
                revisions,
                new NodeCapacity(view.allocatableByNode(), view.nodeTaints()),
                Optional.ofNullable(model.getStatus()),
                aliases.followedBy(model),
                model.getSpec().features() == null ? List.of() : view.neighbours(model, FeatureView.class),
                view.knowsServiceMonitors(),
                new Candidacy(
                        view.named(model, Deployment.class, ChildNames.candidate(name)),
                        pods.stream().filter(ModelObserver::isCandidate).toList(),
                        judges(model, view)),
                reports(model, pods));
    }

    private Map<String, ModelServerReport> reports(ModelDeployment model, List<PodFacts> pods) {
        var reports = new HashMap<String, ModelServerReport>();
        pods.stream()
                .filter(pod -> pod.ready() && !pod.leaving() && pod.ip().isPresent())
                .forEach(pod -> servers.of(
                                ObjectName.of(model), pod.uid(), pod.ip().orElseThrow())
                        .ifPresent(report -> reports.put(pod.name(), report)));
        return Map.copyOf(reports);
    }

    private static boolean isCandidate(PodFacts pod) {
        return !pod.label(Labels.CANDIDATE).isEmpty();
    }

    private static List<Judge> judges(ModelDeployment model, ClusterView view) {
        return view.neighbours(model, InferenceRoute.class).stream()
                .filter(route -> Judge.judges(route, model.getMetadata().getName()))
                .map(Judge::of)
                .sorted(Comparator.comparing(Judge::name))
                .toList();
    }
}

package dev.slipway.operator.featureview.observe;

import static java.util.Comparator.comparing;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.acknowledgement.Acknowledgement;
import dev.slipway.operator.acknowledgement.Acknowledgements;
import dev.slipway.operator.config.FeatureServerDefaults;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.DocumentHash;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.model.ObjectName;
import dev.slipway.operator.workload.observe.JobFacts;
import dev.slipway.operator.workload.observe.JobReader;
import dev.slipway.operator.workload.observe.NodeCapacity;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodReader;
import dev.slipway.operator.workload.plan.Nudge;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers the facts about one FeatureView from informer caches. It calls no API and decides nothing. */
public final class FeatureObserver {
    /** Name of the container that serves. */
    public static final String SERVER = "feature-server";

    /** The key of a server's ConfigMap that holds its document. */
    public static final String DOCUMENT = "feature-server.json";

    /** Name of the container of a run. */
    public static final String RUN = "materialize";

    private static final PodReader PODS = new PodReader("", SERVER);
    private static final JobReader RUNS = new JobReader(RUN);

    private final FeatureServerDefaults defaults;
    private final Acknowledgements acknowledgements;
    private final Clock clock;

    public FeatureObserver(FeatureServerDefaults defaults, Acknowledgements acknowledgements, Clock clock) {
        this.defaults = defaults;
        this.acknowledgements = acknowledgements;
        this.clock = clock;
    }

    public ObservedView observe(FeatureView view, ClusterView cluster) {
        var name = view.getMetadata().getName();
        var pods = cluster.labelled(view, Pod.class, Labels.FEATURE_VIEW, name);
        return new ObservedView(
                view,
                clock.instant(),
                defaults,
                views(view, cluster),
                cluster.neighbours(view, ModelDeployment.class).stream()
                        .filter(model -> model.getSpec().features() != null)
                        .sorted(comparing(model -> model.getMetadata().getName()))
                        .toList(),
                server(view, cluster),
                cluster.named(view, CronJob.class, name),
                jobs(view, cluster, pods),
                cluster.named(view, Job.class, purge(view)).map(job -> RUNS.read(job, pods)),
                new NodeCapacity(cluster.allocatableByNode(), cluster.nodeTaints()),
                Optional.ofNullable(view.getStatus()),
                cluster.knowsServiceMonitors());
    }

    /** In the order of creation; this one as it is here, which may be newer than what the informer holds. */
    private static List<FeatureView> views(FeatureView own, ClusterView cluster) {
        var others = cluster.neighbours(own, FeatureView.class).stream().filter(view -> !sameName(view, own));
        return Stream.concat(Stream.of(own), others)
                .sorted(comparing((FeatureView view) ->
                                String.valueOf(view.getMetadata().getCreationTimestamp()))
                        .thenComparing(view -> view.getMetadata().getName()))
                .toList();
    }

    private static boolean sameName(HasMetadata a, HasMetadata b) {
        return a.getMetadata().getName().equals(b.getMetadata().getName());
    }

    private static List<JobFacts> jobs(FeatureView view, ClusterView cluster, List<Pod> pods) {
        var purge = purge(view);
        return cluster
                .labelled(
                        view, Job.class, Labels.FEATURE_VIEW, view.getMetadata().getName())
                .stream()
                .filter(job -> !purge.equals(job.getMetadata().getName()))
                .map(job -> RUNS.read(job, pods))
                .sorted(comparing(JobFacts::created).thenComparing(JobFacts::name))
                .toList();
    }

    private static String purge(FeatureView view) {
        return ChildNames.purge(
                view.getMetadata().getName(), String.valueOf(view.getMetadata().getUid()));
    }

    private ServerFacts server(FeatureView view, ClusterView cluster) {
        var server = view.getSpec().serving().server();
        var name = ChildNames.featureServer(server);
        var config = cluster.named(view, ConfigMap.class, name);
        var pods = cluster.labelled(view, Pod.class, Labels.SERVER, server).stream()
                .sorted(comparing(pod -> pod.getMetadata().getName()))
                .toList();
        var facts = pods.stream().map(PODS::read).toList();
        return new ServerFacts(
                cluster.named(view, Deployment.class, name),
                config,
                facts,
                document(config).map(text -> answers(view, facts, text)).orElse(Map.of()),
                pods.stream()
                        .filter(pod ->
                                ObservedView.annotation(pod, Nudge.ANNOTATION).isPresent())
                        .collect(Collectors.toMap(
                                pod -> pod.getMetadata().getName(),
                                pod -> ObservedView.annotation(pod, Nudge.ANNOTATION)
                                        .orElse(""))));
    }

    private static Optional<String> document(Optional<ConfigMap> config) {
        return config.map(ConfigMap::getData).map(data -> data.get(DOCUMENT));
    }

    private Map<String, Acknowledgement> answers(FeatureView view, List<PodFacts> pods, String document) {
        var asker = ObjectName.of(view);
        var wanted = DocumentHash.of(document);
        return pods.stream()
                .filter(pod -> pod.ready() && !pod.leaving() && pod.ip().isPresent())
                .collect(Collectors.toMap(
                        PodFacts::name,
                        pod -> acknowledgements.of(asker, pod.ip().orElseThrow(), wanted)));
    }
}

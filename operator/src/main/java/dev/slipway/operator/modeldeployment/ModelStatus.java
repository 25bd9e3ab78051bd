package dev.slipway.operator.modeldeployment;

import dev.slipway.api.common.Condition;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Capacity;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Endpoint;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Model;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Replicas;
import dev.slipway.operator.acknowledgement.ModelServerReport;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.modeldeployment.observe.FetchedArtifact;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.modeldeployment.plan.Candidate;
import dev.slipway.operator.modeldeployment.plan.Candidate.Stage;
import dev.slipway.operator.modeldeployment.plan.Revision;
import dev.slipway.operator.modeldeployment.plan.ServingPlan;
import dev.slipway.operator.modeldeployment.readiness.ModelReadiness.Verdicts;
import dev.slipway.operator.modeldeployment.readiness.Situation;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.observe.PodFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status that says what a situation and its verdicts amount to. Pure; equal situations give equal statuses. */
final class ModelStatus {
    private final Situation situation;
    private final ObservedModel observed;
    private final ServingPlan plan;
    private final Verdicts verdicts;

    private ModelStatus(Situation situation, Verdicts verdicts) {
        this.situation = situation;
        this.observed = situation.observed();
        this.plan = situation.plan();
        this.verdicts = verdicts;
    }

    static ModelDeploymentStatus of(Situation situation, Verdicts verdicts) {
        return new ModelStatus(situation, verdicts).build();
    }

    private ModelDeploymentStatus build() {
        var target = plan.target().map(Revision::name).orElse(null);
        var active = activeRevision(target);
        var model = model(target);
        return new ModelDeploymentStatus(
                observed.resource().getMetadata().getGeneration(),
                conditions(),
                target == null ? null : url(),
                target == null ? List.of() : endpoints(),
                replicas(),
                Labels.MODEL_DEPLOYMENT + "=" + observed.name(),
                active,
                candidate(target, active),
                plan.target().map(Revision::image).orElse(null),
                observed.spec().gpu() == null
                        ? null
                        : observed.spec().gpu().count() + "x "
                                + observed.spec().gpu().resourceName(),
                model,
                capacity(target),
                RevisionHistory.after(
                        observed.previous(),
                        plan,
                        servesFully(),
                        holds(ConditionType.ROLLED_OUT)
                                .filter(v -> v.severity() == Verdict.Severity.STUCK)
                                .isPresent(),
                        fetched().map(Model::digest).orElse(null)));
    }

    /** What is to take over: a candidate as long as it stands, or what is being rolled out. */
    private @Nullable String candidate(@Nullable String target, @Nullable String active) {
        return plan.candidate()
                .filter(Candidate::stands)
                .map(c -> c.revision().name())
                .orElse(target == null || target.equals(active) ? null : target);
    }

    private List<Condition> conditions() {
        var before = observed.previous().map(ModelDeploymentStatus::conditions).orElse(List.of());
        return Conditions.of(
                verdicts.inReadyOrder(),
                verdicts.apart(),
                plan.paused(),
                observed.resource().getMetadata().getGeneration(),
                observed.now(),
                before);
    }

    private Optional<Verdict> holds(ConditionType type) {
        return verdicts.inReadyOrder().stream().filter(v -> v.type() == type).findFirst();
    }

    /** All conditions but Accepted speak of the target revision's pods, unless of a candidate beside them. */
    private boolean servesFully() {
        return plan.candidate().filter(c -> c.stage() != Stage.PROMOTED).isEmpty()
                && verdicts.inReadyOrder().stream().allMatch(Verdict::holds);
    }

    private String url() {
        return "http://" + observed.name() + "." + observed.namespace() + ".svc";
    }

    private List<Endpoint> endpoints() {
        var protocols = observed.spec().server().protocols();
        var endpoints = new ArrayList<Endpoint>();
        if (protocols.v1()) {
            endpoints.add(new Endpoint("v1", url() + "/v1/models/" + observed.name() + ":predict"));
        }
        if (protocols.v2()) {
            endpoints.add(new Endpoint("v2", url() + "/v2/models/" + observed.name() + "/infer"));
        }
        if (plan.target().filter(Revision::speaksGrpc).isPresent()) {
            endpoints.add(new Endpoint("grpc", "grpc://" + observed.name() + "." + observed.namespace() + ".svc:8081"));
        }
        return endpoints;
    }

    /** Only pods that answer count: each step of a pod on its way would be a write of its own. */
    private Replicas replicas() {
        var updated = plan.target().stream()
                .flatMap(r -> observed.podsOf(r.name()).stream())
                .filter(PodFacts::ready)
                .count();
        return Replicas.of(situation.desiredReplicas(), (int) observed.readyPods(), (int) updated);
    }

    /** While two revisions run, the older one counts as active until the newer one has taken over. */
    private @Nullable String activeRevision(@Nullable String target) {
        var ready = observed.pods().stream()
                .filter(p -> p.ready() && !p.leaving())
                .map(PodFacts::revision)
                .distinct()
                .toList();
        var before =
                observed.previous().map(ModelDeploymentStatus::activeRevision).orElse(null);
        if (before != null && (ready.contains(before) || (ready.isEmpty() && before.equals(target)))) {
            return before;
        }
        return ready.isEmpty() ? null : ready.getLast();
    }

    private @Nullable Model model(@Nullable String target) {
        return fetched()
                .or(() -> observed.previous().map(ModelDeploymentStatus::model))
                .map(model -> served(model, target))
                .orElse(null);
    }

    /** The model with what its servers say, or said last of the same revision. A server that has to make do speaks for all. */
    private Model served(Model model, @Nullable String target) {
        var report = reports(target)
                .min(Comparator.comparing(
                        (ModelServerReport r) -> r.executionProviderReason().isEmpty()));
        var before = lastOf(target).map(ModelDeploymentStatus::model);
        return new Model(
                model.uri(),
                model.digest(),
                model.bytes(),
                model.version(),
                model.inputs(),
                model.outputs(),
                report.map(ModelServerReport::executionProvider)
                        .or(() -> before.map(Model::executionProvider))
                        .orElse(null),
                report.isPresent()
                        ? report.map(ModelServerReport::executionProviderReason)
                                .filter(reason -> !reason.isEmpty())
                                .orElse(null)
                        : before.map(Model::executionProviderReason).orElse(null),
                before.map(Model::precision)
                        .or(() -> report.flatMap(ModelServerReport::parity))
                        .orElse(null));
    }

    /** As measured first: each server measures a little differently, and that is no news. */
    private @Nullable Capacity capacity(@Nullable String target) {
        return lastOf(target)
                .map(ModelDeploymentStatus::capacity)
                .or(() -> reports(target)
                        .flatMap(report -> report.capacity().stream())
                        .findFirst())
                .orElse(null);
    }

    private Stream<ModelServerReport> reports(@Nullable String revision) {
        return revision == null
                ? Stream.empty()
                : observed.podsOf(revision).stream()
                        .flatMap(pod -> Optional.ofNullable(observed.reports().get(pod.name())).stream());
    }

    /** The status before, if it speaks of this revision. */
    private Optional<ModelDeploymentStatus> lastOf(@Nullable String revision) {
        return observed.previous().filter(status -> revision != null && revision.equals(status.activeRevision()));
    }

    /** What a pod of the target revision found when it fetched the model. */
    private Optional<Model> fetched() {
        return plan.target()
                .flatMap(target -> observed.podsOf(target.name()).stream()
                        .map(PodFacts::init)
                        .flatMap(f -> f.ended().filter(e -> e.exitCode() == 0).stream())
                        .flatMap(e -> FetchedArtifact.read(e.message()).stream())
                        .map(a -> new Model(
                                target.uri(),
                                a.digest(),
                                a.bytes(),
                                target.version().orElse(null),
                                orEmpty(a.inputs()),
                                orEmpty(a.outputs()),
                                null,
                                null,
                                null))
                        .findFirst());
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

package dev.slipway.operator.featureview.readiness;

import dev.slipway.operator.acknowledgement.Acknowledgement;
import dev.slipway.operator.config.FeatureServerDefaults;
import dev.slipway.operator.featureview.SeenView;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.featureview.plan.FeaturePlan;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A situation of a view in one sentence, and the verdict that follows.
 *
 * @param objects Jobs and pods
 * @param says what the server says of its configuration: a hash, a refusal, or nothing for the right one
 */
record ViewCase(String sentence, String spec, List<HasMetadata> objects, String says, Verdict verdict) {
    private static final Verdict NONE = Verdict.fine(ConditionType.READY, Reason.PENDING, "");
    private static final String SOURCE =
            "source: {postgres: {secretRef: {name: pg}, table: public.stats, timestampField: event_timestamp}}";

    static ViewCase when(String sentence) {
        return new ViewCase(sentence, "", List.of(), "", NONE);
    }

    /** @param more of the spec */
    ViewCase spec(String more) {
        return new ViewCase(sentence, more, objects, says, verdict);
    }

    ViewCase run(String... phaseCodeMessage) {
        return run(phaseCodeMessage[0], Integer.parseInt(phaseCodeMessage[1]), phaseCodeMessage[2]);
    }

    /** A run that has ended, with what it says in the end. */
    ViewCase run(String phase, int exitCode, String message) {
        var ended = pod("state: {terminated: {exitCode: %d, reason: X}}".formatted(exitCode), phase);
        var pods = ended.objects().stream()
                .map(object -> object instanceof Pod pod ? saying(pod, message) : object)
                .toList();
        return new ViewCase(sentence, spec, pods, says, verdict);
    }

    private static HasMetadata saying(Pod pod, String message) {
        return new PodBuilder(pod)
                .editStatus()
                .editFirstContainerStatus()
                .editState()
                .editTerminated()
                .withMessage(message)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** @param state of the run's container, in YAML's flow form */
    ViewCase pod(String state, String phase) {
        var all = new ArrayList<>(job("", "").objects());
        all.add(Seen.yaml("""
            {metadata: {name: run-x, labels: {slipway.dev/featureview: customer, batch.kubernetes.io/job-name: run}},
             status: {phase: %s, containerStatuses: [{name: materialize, image: 'registry/x:1', %s}]}}\
            """.formatted(phase, state), Pod.class));
        return new ViewCase(sentence, spec, List.copyOf(all), says, verdict);
    }

    /** @param type of the condition by which its controller ended it; empty while it runs */
    ViewCase job(String type, String reason) {
        var conditions = type.isEmpty()
                ? ""
                : "status: {conditions: [{type: %s, status: 'True', reason: %s}]}".formatted(type, reason);
        return new ViewCase(
                sentence,
                spec,
                List.of(Seen.yaml(
                        "{metadata: {name: run, labels: {slipway.dev/featureview: customer}}, %s}"
                                .formatted(conditions),
                        Job.class)),
                says,
                verdict);
    }

    /** @param said of its configuration */
    ViewCase serving(String said) {
        var pod = Seen.yaml("""
                   {metadata: {name: server-x, uid: u-s, labels: {slipway.dev/featureserver: default}},
                    status: {phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: 'True'}],
                      containerStatuses: [{name: feature-server, image: x, started: true, state: {running: {startedAt: '2026-01-01T00:00:00Z'}}}]}}\
                   """, Pod.class);
        return new ViewCase(sentence, spec, List.of(pod), said, verdict);
    }

    ViewCase then(ConditionType type, State state, Reason reason, Severity severity, String message) {
        return new ViewCase(sentence, spec, objects, says, new Verdict(type, state, reason, message, severity));
    }

    ViewSituation situation() {
        var source = spec.contains("source:") ? "" : SOURCE + ", ";
        var view = SeenView.view(
                "customer",
                source
                        + "entities: [{name: id, type: INT64}], features: [{name: rate, type: DOUBLE}], online:"
                        + " {secretRef: {name: redis}}"
                        + (spec.isEmpty() ? "" : ", " + spec));
        var before = new ArrayList<HasMetadata>(objects);
        before.addAll(FeaturePlan.of(SeenView.of(view, List.of())).children().stream()
                .filter(child -> !(child instanceof Job))
                .toList());
        var observer = new FeatureObserver(
                new FeatureServerDefaults(SeenView.IMAGE),
                (asker, address, wanted) -> answer(wanted),
                Clock.fixed(Seen.NOW, ZoneOffset.UTC));
        var observed = observer.observe(view, new Seen(before));
        return ViewSituation.of(observed, FeaturePlan.of(observed), Applied.NOTHING);
    }

    private Acknowledgement answer(String wanted) {
        if (says.startsWith("refused: ")) {
            return new Acknowledgement(Optional.of("sha256:0"), says.substring("refused: ".length()), false);
        }
        return new Acknowledgement(Optional.of(says.isEmpty() ? wanted : says), "", false);
    }

    @Override
    public String toString() {
        return sentence;
    }
}

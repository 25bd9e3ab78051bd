package dev.slipway.operator.driftmonitor.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.operator.driftmonitor.loop.Progress;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.loop.SinkName;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.Optional;

/** The Jobs that follow from a verdict. */
final class LoopJobs {
    /** How long they can be looked at afterwards; so long they are remembered, too. */
    private static final int KEPT_SECONDS = 7 * 24 * 3600;

    private static final int ATTEMPTS = 4;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** What asks somebody else to train ends by itself when time is up: it can say more than its deadline could. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final ObservedMonitor observed;
    private final Progress progress;
    private final Wanted wanted;
    private final Mounts mounts = new Mounts();

    private LoopJobs(ObservedMonitor observed, Progress progress, Wanted wanted) {
        this.observed = observed;
        this.progress = progress;
        this.wanted = wanted;
    }

    /** The Job for an effect; empty where the spec no longer has what it needs. */
    static Optional<Job> of(ObservedMonitor observed, Wanted wanted, Progress progress) {
        return new LoopJobs(observed, progress, wanted).job();
    }

    private Optional<Job> job() {
        return switch (wanted.role()) {
            case RETRAIN -> training();
            case EVALUATE -> gate().map(gate -> effect(gate.evaluation(), LONGEST));
            case PROMOTE -> gate().map(gate -> effect(gate.promotion(progress.gate()), LONGEST));
            case ROLL_BACK -> gate().map(gate -> effect(gate.rollback(progress.gate()), LONGEST));
            case ALERT -> alert();
            case RUN -> Optional.empty();
        };
    }

    private Optional<Job> training() {
        var retraining = observed.spec().retraining();
        if (retraining == null) {
            return Optional.empty();
        }
        var timeout = Durations.parse(retraining.timeout());
        var job = retraining.action().job();
        var trigger = progress.retraining().trigger();
        return Optional.of(
                job == null
                        ? effect(
                                new RetrainDocument(
                                                observed,
                                                retraining,
                                                progress.retraining(),
                                                progress.hearing().findings(),
                                                mounts)
                                        .text(),
                                timeout.plus(GRACE))
                        : new TrainingJob(observed, job, timeout, wanted.cause(), trigger).job());
    }

    private Optional<GateDocument> gate() {
        return Optional.ofNullable(observed.spec().promotion())
                .map(promotion -> new GateDocument(observed, promotion, mounts));
    }

    private Optional<Job> alert() {
        return progress.notices().pending().stream()
                .filter(notice -> notice.cause().equals(wanted.cause()))
                .findFirst()
                .flatMap(notice -> observed.spec().alerting().sinks().stream()
                        .filter(sink -> SinkName.of(sink).equals(notice.sink()))
                        .findFirst()
                        .map(sink -> new AlertDocument(
                                observed, sink, notice, progress.hearing().findings(), mounts)))
                .map(document -> effect(document.text(), LONGEST));
    }

    private Job effect(String document, Duration deadline) {
        var role = wanted.role();
        var labels = Labels.ofDriftMonitor(observed.name(), role.word());
        labels.put(Labels.CAUSE, wanted.cause());
        return new JobBuilder()
                .withNewMetadata()
                .withName(ChildNames.effect(observed.name(), observed.uid(), role.word(), wanted.cause()))
                .withLabels(labels)
                .endMetadata()
                .withSpec(new DriftJob(observed, role, document, mounts, Resources.UNSET, deadline, ATTEMPTS)
                        .spec()
                        .edit()
                        .withTtlSecondsAfterFinished(KEPT_SECONDS)
                        .build())
                .build();
    }
}

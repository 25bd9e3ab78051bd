package dev.slipway.operator.driftmonitor;

import dev.slipway.api.common.Condition;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.operator.driftmonitor.loop.Findings;
import dev.slipway.operator.driftmonitor.loop.Schedule;
import dev.slipway.operator.driftmonitor.loop.Times;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.driftmonitor.readiness.MonitorReadiness;
import dev.slipway.operator.driftmonitor.readiness.MonitorSituation;
import dev.slipway.operator.driftmonitor.readiness.Signals;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status that says what a situation amounts to. Pure; equal situations give equal statuses. */
final class MonitorStatus {
    private MonitorStatus() {}

    static DriftMonitorStatus of(MonitorSituation situation) {
        var observed = situation.observed();
        var progress = situation.plan().progress();
        var findings = progress.hearing().findings();
        return new DriftMonitorStatus(
                observed.resource().getMetadata().getGeneration(),
                conditions(situation),
                target(observed),
                situation.plan().paused() ? null : nextRun(observed).orElse(null),
                findings.map(Findings::run).orElse(null),
                findings.map(Findings::verdict).orElse(null),
                findings.map(Findings::driftedShare).orElse(null),
                findings.map(Findings::worst).orElse(null),
                findings.map(Findings::drifted).orElse(List.of()),
                findings.map(Findings::failedExpectations).orElse(List.of()),
                findings.map(Findings::performance).orElse(null),
                progress.alert(),
                progress.state(observed).orElse(null),
                progress.promotion(observed));
    }

    private static List<Condition> conditions(MonitorSituation situation) {
        var observed = situation.observed();
        return Conditions.of(
                MonitorReadiness.judge(situation),
                Signals.of(situation),
                situation.plan().paused(),
                observed.resource().getMetadata().getGeneration(),
                observed.now(),
                observed.previous().map(DriftMonitorStatus::conditions).orElse(List.of()));
    }

    private static @Nullable String target(ObservedMonitor observed) {
        var model = observed.spec().modelRef();
        if (model != null) {
            return "ModelDeployment/" + model.name();
        }
        var table = observed.spec().current().postgres();
        return table == null ? null : "Table/" + table.table();
    }

    /** The first time after the last one that was kept: it changes with a run and not by itself. */
    private static Optional<String> nextRun(ObservedMonitor observed) {
        return observed.cronJob()
                .flatMap(MonitorStatus::base)
                .flatMap(base -> Schedule.parse(
                                observed.spec().schedule(), observed.spec().timeZone())
                        .flatMap(schedule -> schedule.after(base)))
                .map(Instant::toString);
    }

    private static Optional<Instant> base(CronJob cronJob) {
        return Optional.ofNullable(cronJob.getStatus())
                .map(CronJobStatus::getLastScheduleTime)
                .or(() -> Optional.ofNullable(cronJob.getMetadata().getCreationTimestamp()))
                .flatMap(Times::read);
    }
}

package dev.slipway.operator.driftmonitor;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.operator.driftmonitor.loop.Announcement;
import dev.slipway.operator.driftmonitor.observe.MonitorObserver;
import dev.slipway.operator.driftmonitor.plan.MonitorPlan;
import dev.slipway.operator.driftmonitor.readiness.MonitorSituation;
import dev.slipway.operator.kube.ChildApplier;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.kube.EventPublisher;
import dev.slipway.operator.kube.KindReconciler;
import dev.slipway.operator.kube.StatusReporter;
import dev.slipway.operator.status.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns a DriftMonitor into runs on a schedule, and what they find into a verdict, an announcement and a retraining. */
public final class DriftMonitorReconciler implements KindReconciler<DriftMonitor> {
    /** A write that failed is tried again even if no event says so. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final MonitorObserver observer;
    private final ChildApplier applier;
    private final StatusReporter reporter;
    private final EventPublisher events;

    public DriftMonitorReconciler(
            MonitorObserver observer, ChildApplier applier, StatusReporter reporter, EventPublisher events) {
        this.observer = observer;
        this.applier = applier;
        this.reporter = reporter;
        this.events = events;
    }

    /** What is announced is remembered by the status only: it is told first, and not forgotten by a crash in between. */
    @Override
    public Optional<Duration> reconcile(DriftMonitor monitor, ClusterView cluster) {
        var observed = observer.observe(monitor, cluster);
        var plan = MonitorPlan.of(observed);
        if (!told(monitor, plan.progress().news())) {
            return Optional.of(RETRY);
        }
        var applied = applier.apply(monitor, plan.children(), plan::keeps);
        applied.repairs().forEach(repair -> events.warning(monitor, Reason.CHILD_REPAIRED, repair));
        var situation =
                MonitorSituation.of(applied.changed() ? observer.observe(monitor, cluster) : observed, plan, applied);
        var status = MonitorStatus.of(situation);
        return reporter.report(
                        monitor,
                        status,
                        observed.previous().map(DriftMonitorStatus::conditions).orElse(List.of()),
                        status.conditions())
                .or(() -> again(situation));
    }

    private boolean told(DriftMonitor monitor, List<Announcement> news) {
        return news.stream()
                .allMatch(one -> events.once(monitor, one.warning(), one.reason(), one.message(), one.key()));
    }

    private static Optional<Duration> again(MonitorSituation situation) {
        return situation.applied().failures().isEmpty()
                ? situation.plan().progress().again(situation.observed())
                : Optional.of(RETRY);
    }
}

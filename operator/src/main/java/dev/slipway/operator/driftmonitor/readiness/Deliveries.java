package dev.slipway.operator.driftmonitor.readiness;

import static dev.slipway.operator.status.ConditionType.ALERTS_DELIVERED;

import dev.slipway.operator.driftmonitor.loop.Notice;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.model.ShortText;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.State;
import dev.slipway.operator.workload.observe.TerminationMessage;
import dev.slipway.operator.workload.observe.TerminationMessage.Failure;

/** Whether the receivers of alerts have been told. One that cannot be told does not make the monitor unready. */
final class Deliveries {
    private static final int MESSAGE_MAX = 150;

    private Deliveries() {}

    static Verdict verdict(MonitorSituation situation) {
        if (situation.observed().spec().alerting().sinks().isEmpty()) {
            return Signals.signal(
                    ALERTS_DELIVERED, State.TRUE, Reason.NOT_CONFIGURED, "spec.alerting.sinks names no receiver.");
        }
        var pending = situation.plan().progress().notices().pending();
        if (pending.isEmpty()) {
            return Signals.signal(
                    ALERTS_DELIVERED, State.TRUE, Reason.DELIVERED, "Receivers know what there is to know.");
        }
        return pending.stream()
                .filter(notice -> notice.failures() > 0)
                .findFirst()
                .map(notice -> Signals.signal(
                        ALERTS_DELIVERED,
                        State.FALSE,
                        Reason.SINK_FAILING,
                        notice.sink() + " cannot be told" + why(situation, notice) + " It is tried again."))
                .orElseGet(() -> Signals.signal(
                        ALERTS_DELIVERED, State.UNKNOWN, Reason.DELIVERING, "A receiver is being told."));
    }

    /** The words of the attempt that failed last. */
    private static String why(MonitorSituation situation, Notice notice) {
        return situation.observed().jobs().stream()
                .filter(job -> job.role() == JobRole.ALERT && notice.wasTriedBy(job.cause()))
                .findFirst()
                .flatMap(MonitorJob::lastWords)
                .flatMap(TerminationMessage::failure)
                .map(Failure::message)
                .map(words -> ": " + ShortText.of(words, MESSAGE_MAX))
                .map(words -> words.endsWith(".") ? words : words + ".")
                .orElse(".");
    }
}

package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.Alerting.Sink;

/** How a receiver of alerts is called in status, events and conditions; it is known again by this name. */
public final class SinkName {
    static final String ALERTMANAGER = "alertmanager ";

    private SinkName() {}

    /** Its sort and address. */
    public static String of(Sink sink) {
        if (sink.cloudEvents() != null) {
            return "cloudEvents " + sink.cloudEvents().url();
        }
        if (sink.alertmanager() != null) {
            return ALERTMANAGER + sink.alertmanager().url();
        }
        return sink.amqp() == null
                ? ""
                : "amqp " + sink.amqp().url() + " " + sink.amqp().exchange();
    }
}

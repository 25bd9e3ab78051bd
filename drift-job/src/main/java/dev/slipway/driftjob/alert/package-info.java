/** Receivers of alerts: CloudEvents, Alertmanager, AMQP. */
@NullMarked
package dev.slipway.driftjob.alert;

import org.jspecify.annotations.NullMarked;

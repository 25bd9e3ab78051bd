package dev.slipway.operator.kube;

import dev.slipway.api.common.Condition;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.status.Reason;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ends a reconcile: writes the status, and tells of transitions once, as an event and as one line of the log. */
public final class StatusReporter {
    private static final Logger LOG = Logger.getLogger(StatusReporter.class);

    /** The informer hears of what somebody else has written within moments. */
    private static final Duration UNTIL_SEEN = Duration.ofMillis(100);

    private final StatusWriter writer;
    private final EventPublisher events;

    public StatusReporter(StatusWriter writer, EventPublisher events) {
        this.writer = writer;
        this.events = events;
    }

    /**
     * @param before conditions as they were
     * @param after conditions within {@code status}
     * @return when to reconcile again, if the object has changed meanwhile
     */
    public <S> Optional<Duration> report(
            CustomResource<?, S> resource, S status, List<Condition> before, List<Condition> after) {
        if (!writer.write(resource, status)) {
            return Optional.of(UNTIL_SEEN);
        }
        var ready = Conditions.find(after, ConditionType.READY).orElseThrow();
        var was = Conditions.find(before, ConditionType.READY);
        if (was.map(c -> !c.reason().equals(ready.reason()) || !c.status().equals(ready.status()))
                .orElse(true)) {
            LOG.infof(
                    "Ready %s -> %s/%s: %s",
                    was.map(c -> c.status() + "/" + c.reason()).orElse("none"),
                    ready.status(),
                    ready.reason(),
                    ready.message());
            tell(resource, ready, after);
        }
        return Optional.empty();
    }

    /** Steps on the way to Ready are in the log only: an event for each would double the calls of a rollout. */
    private void tell(CustomResource<?, ?> resource, Condition ready, List<Condition> after) {
        var reason = Reason.ofWord(ready.reason()).orElseThrow();
        if (ready.status().equals("True")) {
            events.normal(resource, reason, ready.message());
        } else if (reason.isFailure() || Conditions.isTrue(after, ConditionType.STALLED)) {
            events.warning(resource, reason, ready.message());
        }
    }
}

package dev.slipway.operator.kube;

import dev.slipway.operator.status.Reason;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The only publisher of events. An event that says the same of the same object within ten minutes is dropped, so that a
 * fight over a field does not flood the cluster. An event that cannot be written is logged and forgotten.
 */
public final class EventPublisher {
    private static final Logger LOG = Logger.getLogger(EventPublisher.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final int REMEMBERED = 10_000;
    private static final int NOTE_MAX = 1024;

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<String, Instant> published = new RecentlyUsed<>(REMEMBERED);

    public EventPublisher(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    public void normal(HasMetadata about, Reason reason, String message) {
        publish(about, "Normal", reason, message);
    }

    public void warning(HasMetadata about, Reason reason, String message) {
        publish(about, "Warning", reason, message);
    }

    private void publish(HasMetadata about, String type, Reason reason, String message) {
        var now = clock.instant();
        if (isNews(about.getMetadata().getUid() + "/" + reason + "/" + message, now)) {
            try {
                client.resource(event(about, type, reason, message, now)).create();
            } catch (KubernetesClientException e) {
                if (ApiErrors.isNamespaceLeaving(e)) {
                    return;
                }
                LOG.warnf(
                        "event %s about %s is not published: %s",
                        reason.word(), about.getMetadata().getName(), e.getMessage());
            }
        }
    }

    private synchronized boolean isNews(String key, Instant now) {
        var before = published.get(key);
        if (before != null && before.plus(SILENCE).isAfter(now)) {
            return false;
        }
        published.put(key, now);
        return true;
    }

    private static Event event(HasMetadata about, String type, Reason reason, String message, Instant now) {
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var meta = about.getMetadata();
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(meta.getName() + ".")
                .withNamespace(meta.getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(meta.getName())
                .withNamespace(meta.getNamespace())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason.word())
                .withMessage(message.length() > NOTE_MAX ? message.substring(0, NOTE_MAX) : message)
                .withNewSource()
                .withComponent("slipway")
                .endSource()
                .withReportingComponent("slipway.dev/operator")
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withCount(1)
                .build();
    }
}

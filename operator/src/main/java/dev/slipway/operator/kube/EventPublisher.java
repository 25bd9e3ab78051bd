package dev.slipway.operator.kube;

import dev.slipway.operator.model.ContentHash;
import dev.slipway.operator.model.ShortText;
import dev.slipway.operator.status.Reason;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
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
    private static final int TOO_MANY_REQUESTS = 429;

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

    /**
     * Publishes an event that must be neither lost nor doubled, whoever tries and how often: its name follows from its key.
     *
     * @param key the same for the same news about this object
     * @return whether it need not be tried again
     */
    public boolean once(HasMetadata about, boolean warning, Reason reason, String message, String key) {
        var event = event(about, warning ? "Warning" : "Normal", reason, message, clock.instant());
        var meta = about.getMetadata();
        event.getMetadata().setGenerateName(null);
        event.getMetadata()
                .setName(meta.getName() + "." + ContentHash.of(meta.getUid() + " " + reason.word() + " " + key));
        try {
            client.resource(event).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || ApiErrors.isNamespaceLeaving(e)) {
                return true;
            }
            LOG.warnf("event %s about %s is not published: %s", reason.word(), meta.getName(), e.getMessage());
            return e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY_REQUESTS;
        }
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
                .withMessage(ShortText.of(message, NOTE_MAX))
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

package dev.slipway.driftjob.retrain;

import dev.slipway.driftjob.config.RetrainConfig;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.CloudEvent;
import dev.slipway.driftjob.web.WebAddress;
import dev.slipway.driftjob.web.WebAnswer;
import dev.slipway.driftjob.web.WebClient;
import dev.slipway.driftjob.web.WebException;
import dev.slipway.driftjob.web.WebSecret;
import dev.slipway.workload.failure.FailureException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A receiver by HTTP: it may train while we wait, train and be asked, or only say that it heard. */
final class WebhookTrainer implements Trainer {
    /** A receiver that trains before it answers has this long. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration LOOK = Duration.ofSeconds(15);

    private final RetrainConfig config;
    private final URI uri;
    private final RetrainConfig.Trainer.Webhook webhook;
    private final Clock clock;
    private final WebClient client;
    private final TrainerAnswers answers;
    private Optional<URI> training = Optional.empty();

    WebhookTrainer(RetrainConfig config, RetrainConfig.Trainer.Webhook webhook, Clock clock) throws FailureException {
        this.config = config;
        this.webhook = webhook;
        this.clock = clock;
        this.uri = WebAddress.parse(webhook.url(), "$.webhook.url");
        this.client = new WebClient(WebSecret.trust(webhook.secret()));
        this.answers = new TrainerAnswers(shown(), webhook.secret());
    }

    @Override
    public String executor() {
        return "webhook";
    }

    @Override
    public String externalId() {
        return training.map(WebAddress::shown).orElse(config.id());
    }

    @Override
    public String shown() {
        return WebAddress.shown(uri);
    }

    @Override
    public Started start() throws WebException, FailureException {
        CloudEvent event = new CloudEvent(
                config.id(),
                config.monitor(),
                "dev.slipway.retraining.requested",
                "",
                config.startedAt().orElse(clock.instant()),
                config.request());
        Map<String, String> headers = new HashMap<>(WebSecret.headers(webhook.secret()));
        headers.put("Content-Type", CloudEvent.MEDIA_TYPE);
        headers.put("Idempotency-Key", config.id());
        WebAnswer answer =
                client.send(new WebClient.Request("POST", uri, headers, event.structured()), least(config.timeout()));
        if (answer.status() != 202) {
            if (answer.accepted()) {
                return Started.DONE;
            }
            throw answers.refused(answer, "the training");
        }
        Optional<String> location = answer.headers().firstValue("location");
        if (location.isEmpty()) {
            return Started.ACCEPTED;
        }
        training = Optional.of(here(location.get()));
        return Started.NEW;
    }

    private static Duration least(Duration timeout) {
        return timeout.compareTo(LIMIT) < 0 ? timeout : LIMIT;
    }

    /** The credentials go to the host they are for. */
    private URI here(String location) throws FailureException {
        try {
            URI there = uri.resolve(location);
            if (uri.getScheme().equalsIgnoreCase(there.getScheme())
                    && uri.getAuthority().equalsIgnoreCase(String.valueOf(there.getAuthority()))) {
                return there;
            }
        } catch (IllegalArgumentException e) {
            throw elsewhere();
        }
        throw elsewhere();
    }

    private FailureException elsewhere() {
        return new FailureException(
                Reason.TrainerRefused, "%s answered 202 with a Location at another host.".formatted(shown()));
    }

    @Override
    public Training look() throws WebException, FailureException {
        WebAnswer answer =
                client.send(WebClient.Request.get(training.orElseThrow(), WebSecret.headers(webhook.secret())), LOOK);
        if (!answer.accepted()) {
            throw answers.refused(answer, "the training's state");
        }
        Map<?, ?> object = answer.object();
        String detail = object.get("message") instanceof String text ? text : "";
        String state = String.valueOf(object.get("state"));
        return switch (state) {
            case "succeeded" -> new Training(Training.State.SUCCEEDED, detail);
            case "failed" -> new Training(Training.State.FAILED, detail);
            case "running", "queued" -> new Training(Training.State.RUNNING, detail);
            default -> throw answers.unknown(state, "queued, running, succeeded, failed");
        };
    }

    /** There is no word for that: the receiver knows the id, and the next request has another. */
    @Override
    public void giveUp() {}

    @Override
    public void close() {
        client.close();
    }
}

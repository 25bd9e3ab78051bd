package dev.slipway.driftjob.alert;

import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.WebAddress;
import dev.slipway.driftjob.web.WebAnswer;
import dev.slipway.driftjob.web.WebClient;
import dev.slipway.driftjob.web.WebException;
import dev.slipway.driftjob.web.WebSecret;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A receiver by HTTP. One that is busy or away is asked again until the time is over. */
final class HttpReceiver {
    private static final Duration ONE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final URI base;
    private final Optional<Path> secret;
    private final Duration timeout;

    HttpReceiver(String url, String field, Optional<Path> secret, Duration timeout) throws FailureException {
        this.base = WebAddress.parse(url, field);
        this.secret = secret;
        this.timeout = timeout;
    }

    /** Sends; the address as it may be shown. */
    String post(String path, String mediaType, byte[] body) throws FailureException {
        URI uri = path.isEmpty() ? base : URI.create(base.toString().replaceAll("/+$", "") + path);
        Map<String, String> headers = new HashMap<>(WebSecret.headers(secret));
        headers.put("Content-Type", mediaType);
        WebClient.Request request = new WebClient.Request("POST", uri, headers, body);
        try (WebClient client = new WebClient(WebSecret.trust(secret))) {
            deliver(client, request);
        }
        return WebAddress.shown(base);
    }

    private void deliver(WebClient client, WebClient.Request request) throws FailureException {
        long end = System.nanoTime() + timeout.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String problem;
            try {
                WebAnswer answer = client.send(request, least(ONE, Duration.ofNanos(end - System.nanoTime())));
                if (answer.accepted()) {
                    return;
                }
                refuse(answer, request.uri());
                problem = "answered " + answer.status();
            } catch (WebException e) {
                problem = String.valueOf(e.getMessage());
            }
            if (Duration.ofNanos(end - System.nanoTime()).compareTo(pause) <= 0) {
                throw new FailureException(
                        Reason.SinkUnavailable,
                        "The receiver %s %s; it is told again.".formatted(WebAddress.shown(request.uri()), problem));
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private void refuse(WebAnswer answer, URI uri) throws FailureException {
        int status = answer.status();
        if (answer.busy()) {
            return;
        }
        String shown = WebAddress.shown(uri);
        if (status == 401 || status == 403) {
            throw new FailureException(
                    CommonReason.AccessDenied,
                    "The receiver %s answered %d: %s"
                            .formatted(
                                    shown,
                                    status,
                                    secret.isPresent()
                                            ? "correct the Secret " + WebSecret.name(secret.get()) + "."
                                            : "it needs credentials; set the sink's secretRef."));
        }
        throw new FailureException(
                Reason.SinkRefused,
                status / 100 == 3
                        ? "The receiver %s redirects (%d): name the address it redirects to.".formatted(shown, status)
                        : "The receiver %s answered %d and will not take this message: check its address."
                                .formatted(shown, status));
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static void sleep(Duration pause) throws FailureException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(Reason.SinkUnavailable, "The delivery was interrupted.", e);
        }
    }
}

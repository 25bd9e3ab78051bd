package dev.slipway.modelserver.telemetry;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Posts spans to a collector (OTLP/HTTP 1.x, binary protobuf). What the specification calls retryable, and a collector
 * that is not there, is tried again with a growing pause; meanwhile the queue fills and its overflow is counted. The log
 * has one line when a collector is lost and one when it is back.
 */
final class OtlpExporter implements Outlet.Sink {
    private static final Logger LOG = Logger.getLogger(OtlpExporter.class);
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 1000;

    private final Collector collector;
    private final OtlpSpans format;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private boolean lost;

    OtlpExporter(Collector collector, OtlpSpans format) {
        this.collector = collector;
        this.format = format;
    }

    @Override
    public boolean tell(List<ObservedRequest> batch) throws InterruptedException {
        byte[] body = format.encode(batch);
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            int status = post(body);
            if (status / 100 == 2) {
                found();
                return true;
            }
            if (attempt == ATTEMPTS || !RETRYABLE.contains(status)) {
                return false;
            }
            Thread.sleep(pause);
            pause *= 2;
        }
    }

    /** The answer's status; 503 where there was none. */
    private int post(byte[] body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(collector.endpoint())
                .timeout(LONGEST)
                .header("content-type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(body));
        collector.headers().forEach(request::header);
        try {
            int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                lose("answers " + status);
            }
            return status;
        } catch (IOException e) {
            lose("cannot be reached: " + e.getClass().getSimpleName());
            return 503;
        }
    }

    private void lose(String trouble) {
        if (!lost) {
            lost = true;
            LOG.warnf("the collector of spans at %s %s", collector.endpoint().getAuthority(), trouble);
        }
    }

    private void found() {
        if (lost) {
            lost = false;
            LOG.infof(
                    "the collector of spans at %s is back", collector.endpoint().getAuthority());
        }
    }
}

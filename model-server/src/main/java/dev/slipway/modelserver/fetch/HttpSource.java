package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.failure.FailureException;
import dev.slipway.modelserver.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Downloads over HTTP to a file beside the target, resuming with Range after a cut as long as each attempt brings new
 * bytes, in constant memory. The whole download is judged by Content-Length.
 */
final class HttpSource {
    private static final int MAX_RESUMES = 100;

    private final URI uri;
    private final Credentials credentials;
    private final HttpTimeouts timeouts;

    HttpSource(URI uri, Credentials credentials, HttpTimeouts timeouts) {
        this.uri = uri;
        this.credentials = credentials;
        this.timeouts = timeouts;
    }

    Artifact download(Path target) throws FailureException {
        try (HttpExchange exchange = new HttpExchange(timeouts);
                PartialFile part = PartialFile.create(target)) {
            for (int attempt = 0; attempt <= MAX_RESUMES; attempt++) {
                long before = part.length();
                Outcome outcome = attempt(exchange, part);
                if (outcome == Outcome.WHOLE) {
                    return part.complete();
                }
                if (part.length() <= before) {
                    throw unavailable(outcome);
                }
            }
            throw unavailable(Outcome.CUT);
        } catch (IOException e) {
            throw DiskProblem.explain(target, e);
        }
    }

    private enum Outcome {
        WHOLE,
        CUT,
        STALLED
    }

    private Outcome attempt(HttpExchange exchange, PartialFile part) throws FailureException, IOException {
        HttpResponse<InputStream> response = exchange.get(uri, credentials, part.length(), part.validator());
        try {
            int status = response.statusCode();
            if (status == 206 && continues(response, part.length())) {
                return copy(response, part);
            }
            if (status == 416 || status == 206) {
                part.restart(Optional.empty());
                return copyFromStart(exchange, part);
            }
            refuse(status);
            part.restart(validator(response));
            return copy(response, part);
        } finally {
            HttpExchange.drop(response);
        }
    }

    private Outcome copyFromStart(HttpExchange exchange, PartialFile part) throws FailureException, IOException {
        HttpResponse<InputStream> response = exchange.get(uri, credentials, 0, Optional.empty());
        try {
            refuse(response.statusCode());
            part.restart(validator(response));
            return copy(response, part);
        } finally {
            HttpExchange.drop(response);
        }
    }

    private Outcome copy(HttpResponse<InputStream> response, PartialFile part) throws FailureException, IOException {
        long expected = response.headers().firstValueAsLong("content-length").orElse(-1);
        long received = 0;
        byte[] chunk = new byte[1 << 16];
        InputStream body = response.body();
        try (StallGuard guard = new StallGuard(body, timeouts.stall())) {
            while (true) {
                int n = readOrCut(body, chunk);
                if (n < 0) {
                    boolean whole = n == -1 && (expected < 0 || received == expected);
                    return whole ? Outcome.WHOLE : guard.stalled() ? Outcome.STALLED : Outcome.CUT;
                }
                guard.progress();
                part.append(chunk, n);
                received += n;
            }
        }
    }

    /** Bytes read, -1 at the end, -2 when the connection broke. */
    private static int readOrCut(InputStream body, byte[] chunk) {
        try {
            return body.read(chunk);
        } catch (IOException e) {
            return -2;
        }
    }

    private static boolean continues(HttpResponse<InputStream> response, long offset) {
        String range = response.headers().firstValue("content-range").orElse("");
        return range.startsWith("bytes " + offset + "-");
    }

    /** What lets a resumed download prove that the object is still the same one; weak validators do not. */
    private static Optional<String> validator(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("etag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("last-modified"));
    }

    private void refuse(int status) throws FailureException {
        if (status == 200) {
            return;
        }
        String shown = HttpExchange.display(uri);
        switch (status) {
            case 404, 410 ->
                throw new FailureException(
                        Reason.ArtifactNotFound, "%s answered %d: there is no such file.".formatted(shown, status));
            case 401, 403 ->
                throw new FailureException(
                        Reason.AccessDenied,
                        "%s answered %d: %s"
                                .formatted(
                                        shown,
                                        status,
                                        credentials.authorization().isPresent()
                                                ? "the credentials are not accepted."
                                                : "it needs credentials; set model.secretRef."));
            default ->
                throw new FailureException(
                        Reason.ArtifactUnavailable, "%s answered %d instead of the file.".formatted(shown, status));
        }
    }

    private FailureException unavailable(Outcome outcome) {
        String what = outcome == Outcome.STALLED ? "stopped sending in the middle" : "cut the download off";
        return new FailureException(Reason.ArtifactUnavailable, "%s %s.".formatted(HttpExchange.display(uri), what));
    }
}

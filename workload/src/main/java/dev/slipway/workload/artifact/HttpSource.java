package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpStore;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.StallGuard;
import dev.slipway.workload.objectstore.StoreRequest;
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
public final class HttpSource {
    private static final int MAX_RESUMES = 100;

    private final URI uri;
    private final HttpStore store;
    private final HttpTimeouts timeouts;

    /** The file at this address. */
    public HttpSource(URI uri, HttpStore store, HttpTimeouts timeouts) {
        this.uri = uri;
        this.store = store;
        this.timeouts = timeouts;
    }

    /** Brings it here, whole. */
    public Artifact download(HttpExchange exchange, Path target) throws FailureException {
        try (PartialFile part = PartialFile.create(target)) {
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
        HttpResponse<InputStream> response = exchange.patiently(resuming(part), store);
        try {
            int status = response.statusCode();
            if (status == 206 && continues(response, part)) {
                Outcome outcome = copy(response, part);
                // A server may send less of the file than it was asked for.
                return outcome == Outcome.WHOLE && part.length() < total(response) ? Outcome.CUT : outcome;
            }
            if (status == 416 || status == 206) {
                part.restart(Optional.empty());
                return copyFromStart(exchange, part);
            }
            store.refuse(uri, response);
            part.restart(validator(response));
            return copy(response, part);
        } finally {
            HttpExchange.drop(response);
        }
    }

    private StoreRequest resuming(PartialFile part) {
        StoreRequest request = StoreRequest.get(uri);
        if (part.length() == 0) {
            return request;
        }
        StoreRequest rest = request.with("range", "bytes=" + part.length() + "-");
        return part.validator().map(value -> rest.with("if-range", value)).orElse(rest);
    }

    private Outcome copyFromStart(HttpExchange exchange, PartialFile part) throws FailureException, IOException {
        HttpResponse<InputStream> response = exchange.patiently(StoreRequest.get(uri), store);
        try {
            store.refuse(uri, response);
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

    /** Not every server obeys If-Range: the rest must be of the same object. */
    private static boolean continues(HttpResponse<InputStream> response, PartialFile part) {
        String then = part.validator().orElse("");
        String now = response.headers()
                .firstValue(then.endsWith(" GMT") ? "last-modified" : "etag")
                .orElse(then);
        return (then.isEmpty() || now.equals(then)) && range(response).startsWith("bytes " + part.length() + "-");
    }

    private static String range(HttpResponse<InputStream> response) {
        return response.headers().firstValue("content-range").orElse("");
    }

    /** The length of the file that a part belongs to; 0 where the server does not tell. */
    private static long total(HttpResponse<InputStream> response) {
        String total = range(response).replaceFirst("^.*/", "");
        return total.matches("[0-9]{1,18}") ? Long.parseLong(total) : 0;
    }

    /** What lets a resumed download prove that the object is still the same one; weak validators do not. */
    private static Optional<String> validator(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("etag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("last-modified"));
    }

    private FailureException unavailable(Outcome outcome) {
        String what = outcome == Outcome.STALLED ? "stopped sending in the middle" : "cut the download off";
        return new FailureException(
                CommonReason.ArtifactUnavailable, "%s %s.".formatted(HttpExchange.display(uri), what));
    }
}

package dev.slipway.operator.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls of one operator: some are answered by an error, and at one of its writes, before or after it, the operator dies. */
final class ChaosCalls implements Interceptor, AutoCloseable {
    private static final int[] CODES = {409, 429, 500, 503};
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    private final ChaosFaults faults;
    private final ErrorServer errors;
    private final AtomicInteger writesLeft;
    private final CompletableFuture<Void> death = new CompletableFuture<>();

    ChaosCalls(ChaosFaults faults) throws IOException {
        this.faults = faults;
        this.writesLeft = new AtomicInteger(faults.calm() ? Integer.MAX_VALUE : 1 + faults.upTo(60));
        this.errors = new ErrorServer(() -> CODES[faults.upTo(CODES.length)]);
    }

    /** Done once the operator is dead: nothing that it does reaches the API server any more. */
    CompletableFuture<Void> death() {
        return death;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (death.isDone()) {
            builder.uri(NOWHERE);
        } else if (!request.method().equals("GET")) {
            write(builder);
        }
    }

    private void write(BasicBuilder builder) {
        if (writesLeft.decrementAndGet() == 0 && !faults.calm()) {
            var heard = faults.upTo(2) == 0;
            faults.count(heard ? "operator killed after a write" : "operator killed before a write");
            if (!heard) {
                builder.uri(NOWHERE);
            }
            death.complete(null);
        } else if (faults.strikes(0.08, "API server refuses a write")) {
            builder.uri(errors.uri());
        }
    }

    @Override
    public void close() {
        errors.close();
    }
}

package dev.slipway.operator.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The API calls that an operator makes for objects, as {@code PATCH /apis/...}; the watches that it opens once do not count.
 * Calls can be made to fail: they then reach a server that answers nothing else than one error.
 */
final class RecordedCalls implements Interceptor {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> failing = call -> false;
    private volatile URI failure = URI.create("http://localhost");

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        var uri = request.uri();
        var query = uri.getQuery() == null ? "" : uri.getQuery();
        var watches = query.contains("watch=true") || query.contains("resourceVersion=") || query.contains("limit=");
        if (!watches) {
            var call = request.method() + " " + uri.getPath();
            calls.add(call);
            if (failing.test(call)) {
                builder.uri(failure);
            }
        }
    }

    void forget() {
        calls.clear();
    }

    List<String> all() {
        return List.copyOf(calls);
    }

    List<String> writes() {
        return calls.stream().filter(c -> !c.startsWith("GET ")).toList();
    }

    long count(String part) {
        return calls.stream().filter(c -> c.contains(part)).count();
    }

    /** From now until the result is closed, calls that match are answered with this code. */
    Failing fail(Predicate<String> which, int code) throws IOException {
        var server = new ErrorServer(() -> code);
        failure = server.uri();
        failing = which;
        return () -> {
            failing = call -> false;
            server.close();
        };
    }

    /** A time in which calls fail. */
    @FunctionalInterface
    interface Failing extends AutoCloseable {
        @Override
        void close();
    }
}

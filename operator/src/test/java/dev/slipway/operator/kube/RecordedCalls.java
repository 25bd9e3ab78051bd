package dev.slipway.operator.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The API calls that an operator makes for objects, as {@code PATCH /apis/...}; the watches that it opens once do not count. */
final class RecordedCalls implements Interceptor {
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        var uri = request.uri();
        var query = uri.getQuery() == null ? "" : uri.getQuery();
        var watches = query.contains("watch=true") || query.contains("resourceVersion=") || query.contains("limit=");
        if (!watches) {
            calls.add(request.method() + " " + uri.getPath());
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
}

package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.FailureException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;

/** How one kind of store is spoken to over HTTP: what it asks for with each request, and what its answers mean. */
public interface HttpStore {
    /** What proves who asks, made anew for each request: credentials may have changed, and signatures age. */
    Map<String, String> headers(StoreRequest request) throws FailureException;

    /** Returns if the answer is 200 and its body the file; says otherwise why it is not. */
    void refuse(URI uri, HttpResponse<InputStream> answer) throws FailureException;

    /** Whether an answer only means that the same request may succeed in a moment. */
    default boolean busy(int status) {
        return false;
    }

    /** Whether a redirect is followed. */
    default boolean redirects() {
        return true;
    }
}

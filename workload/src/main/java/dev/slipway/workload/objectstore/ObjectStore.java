package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.S3Calls.Answer;
import dev.slipway.workload.objectstore.S3Calls.Call;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects of an S3 store. Every call is signed with the keys that the Secret holds at that moment, waits while the store is
 * busy, is made again after a broken connection, and says a refusal in our words. Blocking; for any number of threads.
 */
public final class ObjectStore implements AutoCloseable {
    private static final int SHORT = 1 << 16;

    private final HttpExchange exchange;
    private final S3Calls calls;

    /**
     * A client of the store.
     *
     * @param endpoint where it is and who asks, see {@link S3Endpoint#source}
     * @param secretField the field that names the Secret, for messages
     */
    public ObjectStore(S3Endpoint.Source endpoint, String secretField, HttpTimeouts timeouts) {
        this.exchange = new HttpExchange(timeouts);
        this.calls = new S3Calls(exchange, endpoint, secretField);
    }

    @Override
    public void close() {
        exchange.close();
    }

    /** What is there under this key; empty if nothing is. */
    public Optional<StoredObject> head(S3Location where) throws FailureException {
        Answer answer = calls.call(Call.of("HEAD", where, ""), SHORT, 404);
        return answer.status() == 404 ? Optional.empty() : Optional.of(described(where, answer));
    }

    /** A whole object of at most so many bytes; a larger one is refused. */
    public byte[] read(S3Location where, int limit) throws FailureException {
        return calls.call(Call.of("GET", where, ""), limit).bytes();
    }

    /** Bytes of an object, of this version and no other: if it was overwritten since, the call fails. */
    public byte[] read(StoredObject object, long offset, int length) throws FailureException {
        if (length == 0) {
            return new byte[0];
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("range", "bytes=" + offset + "-" + (offset + length - 1));
        if (!object.etag().isEmpty()) {
            headers.put("if-match", object.etag());
        }
        Answer answer = calls.call(Call.of("GET", object.where(), "").with(headers), Math.max(length, SHORT), 412);
        if (answer.status() == 412 || !answer.header("etag").equals(object.etag())) {
            throw unavailable(object.where(), "it was overwritten while it was being read");
        }
        if (answer.status() != 206 || answer.bytes().length != length) {
            throw unavailable(
                    object.where(), "the store sent other bytes than the %d from %d".formatted(length, offset));
        }
        return answer.bytes();
    }

    /** An object from its first byte to its last, of one version, in constant memory. */
    public InputStream open(StoredObject object) {
        return new ObjectInput(this, object);
    }

    /** Writes a whole object, over what was there. */
    public StoredObject put(S3Location where, byte[] content, String contentType) throws FailureException {
        Call call = Call.of("PUT", where, "")
                .with(Map.of("content-type", contentType))
                .sending(ByteBuffer.wrap(content));
        return new StoredObject(where, content.length, calls.call(call, SHORT).header("etag"));
    }

    /**
     * Writes a whole object if this holds; empty if it does not. Made once: after a lost answer nobody knows whether it was
     * written, and the failure says so.
     */
    public Optional<StoredObject> putIf(Precondition condition, S3Location where, byte[] content, String contentType)
            throws FailureException {
        Map<String, String> headers = new HashMap<>(condition.headers());
        headers.put("content-type", contentType);
        Call call = Call.of("PUT", where, "")
                .with(headers)
                .sending(ByteBuffer.wrap(content))
                .once();
        Answer answer = calls.call(call, SHORT, 409, 412);
        return answer.status() >= 400
                ? Optional.empty()
                : Optional.of(new StoredObject(where, content.length, answer.header("etag")));
    }

    /** Begins an object whose length is not known yet. */
    public ObjectUpload upload(S3Location where, String contentType) {
        return new ObjectUpload(calls, where, contentType);
    }

    /** Removes an object; nothing happens if there is none. */
    public void delete(S3Location where) throws FailureException {
        calls.call(Call.of("DELETE", where, ""), SHORT, 404);
    }

    /** Everything whose key begins with this one, in the order of the keys, at most so many. */
    public List<StoredObject> list(S3Location prefix, int most) throws FailureException {
        return new ObjectListing(calls, prefix, "").objects(most);
    }

    /** As {@link #list}, without what lies in folders further below. */
    public List<StoredObject> folder(S3Location prefix, int most) throws FailureException {
        return new ObjectListing(calls, prefix, "delimiter=%2F&").objects(most);
    }

    private static StoredObject described(S3Location where, Answer answer) throws FailureException {
        long bytes = answer.headers().firstValueAsLong("content-length").orElse(-1);
        if (bytes < 0) {
            throw unavailable(where, "the store does not tell its size");
        }
        return new StoredObject(where, bytes, answer.header("etag"));
    }

    private static FailureException unavailable(S3Location where, String what) {
        return new FailureException(CommonReason.ArtifactUnavailable, "%s: %s.".formatted(where, what));
    }
}

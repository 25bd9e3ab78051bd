package dev.slipway.driftjob.store;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.ObjectIOException;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.S3Location;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Objects below a prefix of a bucket. */
public record ObjectFiles(ObjectStore store, S3Location prefix) implements NamedFiles {
    private static final int MOST = 100_000;
    private static final int LARGEST = 1 << 30;

    /** The objects below this address, whether it ends in a slash or not. */
    public static ObjectFiles below(String uri, ObjectStore store) throws FailureException {
        return new ObjectFiles(store, S3Location.parse(uri.endsWith("/") ? uri : uri + "/", "uri"));
    }

    private S3Location object(String name) {
        return new S3Location(prefix.bucket(), prefix.key() + name);
    }

    private interface Call<T> {
        T make() throws FailureException;
    }

    private static <T> T call(Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (FailureException e) {
            throw new ObjectIOException(e);
        }
    }

    @Override
    public Optional<byte[]> get(String name) throws IOException {
        try {
            return Optional.of(store.read(object(name), LARGEST));
        } catch (FailureException e) {
            if (e.failure().reason() == CommonReason.ArtifactNotFound && !noBucket(e)) {
                return Optional.empty();
            }
            throw new ObjectIOException(e);
        }
    }

    private boolean noBucket(FailureException e) {
        return e.failure().message().contains("no bucket");
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        call(() -> store.put(object(name), bytes, mediaType(name)));
    }

    /** So that a browser shows a page instead of saving it. */
    private static String mediaType(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".html")
                ? "text/html"
                : lower.endsWith(".json") ? "application/json" : "application/octet-stream";
    }

    @Override
    public List<String> list(String start) throws IOException {
        return call(() -> store.list(object(start), MOST)).stream()
                .map(object -> object.where().key().substring(prefix.key().length()))
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
    }

    @Override
    public void delete(String name) throws IOException {
        call(() -> {
            store.delete(object(name));
            return name;
        });
    }

    @Override
    public String address(String name) {
        return object(name).toString();
    }
}

package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpStore;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.S3Endpoint;
import dev.slipway.workload.objectstore.S3Location;
import dev.slipway.workload.objectstore.S3Store;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/** The objects below a prefix of a bucket. */
public final class S3Files {
    private final S3Location prefix;
    private final S3Endpoint.Source source;
    private final S3Endpoint endpoint;
    private final HttpTimeouts timeouts;
    private final String secretField;

    private S3Files(S3Location prefix, S3Endpoint.Source source, String secretField, HttpTimeouts timeouts)
            throws FailureException {
        this.secretField = secretField;
        this.prefix = prefix;
        this.source = source;
        this.endpoint = source.read();
        this.timeouts = timeouts;
    }

    /**
     * The files of that folder.
     *
     * @param prefix its key ends in a slash, or is empty
     * @param secretField the field that names the Secret, for messages
     */
    public static ModelFiles below(
            S3Location prefix,
            S3Endpoint.Source source,
            String secretField,
            HttpExchange exchange,
            HttpTimeouts timeouts)
            throws FailureException {
        S3Files files = new S3Files(prefix, source, secretField, timeouts);
        return new RemoteFiles(
                exchange,
                files::store,
                timeouts,
                files::address,
                files::list,
                name -> files.object(name).toString());
    }

    private S3Location object(String name) {
        return new S3Location(prefix.bucket(), prefix.key() + name);
    }

    private HttpStore store(String name) {
        return new S3Store(object(name), source, secretField, InstantSource.system());
    }

    private URI address(String name) {
        return endpoint.address(prefix.bucket(), prefix.key() + name, "");
    }

    /** The first thousand: a prefix with more than that is not one model. */
    private List<String> list() throws FailureException {
        try (ObjectStore store = new ObjectStore(source, secretField, timeouts)) {
            return store.folder(prefix, 1000).stream()
                    .map(object -> object.where().key().substring(prefix.key().length()))
                    .filter(name -> !name.isEmpty())
                    .sorted()
                    .toList();
        }
    }
}

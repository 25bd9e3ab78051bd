package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpStore;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Files of a store that is spoken to over HTTP.
 *
 * @param stores what a file is asked for with, by its name
 * @param addresses of a file by its name
 * @param listing tells the names; a plain web server cannot
 * @param shown how messages call a file
 */
public record RemoteFiles(
        HttpExchange exchange,
        Function<String, HttpStore> stores,
        HttpTimeouts timeouts,
        Function<String, URI> addresses,
        Listing listing,
        Function<String, String> shown)
        implements ModelFiles {
    /** The most bytes of a file that is read whole. */
    public static final int SMALL = 1 << 20;

    /** Tells the names of files. */
    public interface Listing {
        List<String> names() throws FailureException;
    }

    @Override
    public List<String> names() throws FailureException {
        return listing.names();
    }

    @Override
    public Artifact bring(String name, Path target) throws FailureException {
        return source(name).download(exchange, target);
    }

    @Override
    public byte[] read(String name) throws FailureException {
        return exchange.read(addresses.apply(name), stores.apply(name), SMALL);
    }

    @Override
    public String display(String name) {
        return shown.apply(name);
    }

    private HttpSource source(String name) {
        return new HttpSource(addresses.apply(name), stores.apply(name), timeouts);
    }
}

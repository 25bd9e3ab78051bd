package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.onnx.ExternalData;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.artifact.DiskProblem;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Brings the model of a configuration to a directory and verifies its digest. */
public final class ModelFetcher {
    /** The name under which a server finds the model. */
    public static final String FILE_NAME = "model.onnx";

    private final Path directory;
    private final HttpTimeouts timeouts;
    private final Optional<ArtifactCache> cache;

    /** A fetcher into a directory. */
    public ModelFetcher(Path directory, HttpTimeouts timeouts) {
        this(directory, timeouts, Optional.empty());
    }

    /** A fetcher that looks for pinned models in a cache first. */
    ModelFetcher(Path directory, HttpTimeouts timeouts, Optional<ArtifactCache> cache) {
        this.directory = directory;
        this.timeouts = timeouts;
        this.cache = cache;
    }

    /** The verified file; one that lies there already is verified again, not fetched again. */
    public Artifact fetch(Model model) throws FailureException {
        Path target = directory.resolve(FILE_NAME);
        Artifact artifact;
        try {
            Optional<Artifact> earlier = ofEarlierStart(model, target);
            artifact = earlier.isPresent() ? earlier.get() : fromCacheOrSource(model, target);
        } catch (IOException e) {
            throw DiskProblem.explain(target, e);
        }
        verify(model.digest(), artifact);
        return artifact;
    }

    /** Only a pinned digest proves that the source would give what the cache has. */
    private Artifact fromCacheOrSource(Model model, Path target) throws FailureException, IOException {
        if (cache.isEmpty() || model.digest().isEmpty()) {
            return fromSource(model, target);
        }
        Optional<Artifact> kept = cache.get().take(model.digest().get(), directory);
        if (kept.isPresent()) {
            return kept.get();
        }
        Artifact fetched = fromSource(model, target);
        if (fetched.digest().equals(model.digest().get())) {
            List<String> names = new ArrayList<>(ExternalData.locations(target));
            names.add(FILE_NAME);
            cache.get().keep(fetched, names);
        }
        return fetched;
    }

    private Artifact fromSource(Model model, Path target) throws FailureException {
        try (HttpExchange exchange = new HttpExchange(timeouts)) {
            return new Sources(model, exchange, timeouts).bring(target);
        }
    }

    /** A start that was killed in the middle leaves less than the whole, which is fetched again. */
    private static Optional<Artifact> ofEarlierStart(Model model, Path target) throws IOException {
        if (!Files.exists(target)) {
            return Optional.empty();
        }
        Optional<Artifact> whole;
        try {
            whole = Optional.of(present(target))
                    .filter(artifact ->
                            model.digest().map(artifact.digest()::equals).orElse(true));
        } catch (NoSuchFileException | FailureException e) {
            whole = Optional.empty();
        }
        if (whole.isEmpty()) {
            Files.deleteIfExists(target);
        }
        return whole;
    }

    /** What an earlier start of the container brought, data beside the model included. */
    static Artifact present(Path target) throws IOException, FailureException {
        Map<String, String> digests = new TreeMap<>();
        digests.put(FILE_NAME, Digest.of(target));
        long bytes = Files.size(target);
        for (String name : ExternalData.locations(target)) {
            Path data = target.resolveSibling(name);
            digests.put(name, Digest.of(data));
            bytes += Files.size(data);
        }
        String digest = digests.size() == 1 ? digests.values().iterator().next() : Digest.ofAll(digests);
        return new Artifact(target, digest, bytes);
    }

    /** A file that fails its digest is removed, so that a retry fetches anew. */
    private static void verify(Optional<String> expected, Artifact artifact) throws FailureException {
        if (expected.isEmpty() || expected.get().equals(artifact.digest())) {
            return;
        }
        try {
            Files.deleteIfExists(artifact.file());
        } catch (IOException e) {
            throw DiskProblem.explain(artifact.file(), e);
        }
        throw new FailureException(
                Reason.ChecksumMismatch,
                "The model is %s, not %s; correct the digest or the file."
                        .formatted(artifact.digest(), expected.get()));
    }
}

package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.failure.FailureException;
import dev.slipway.modelserver.failure.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Brings the model of a configuration to a directory and verifies its digest. */
public final class ModelFetcher {
    /** The name under which a server finds the model. */
    public static final String FILE_NAME = "model.onnx";

    private final Path directory;
    private final HttpTimeouts timeouts;

    /** A fetcher into a directory. */
    public ModelFetcher(Path directory, HttpTimeouts timeouts) {
        this.directory = directory;
        this.timeouts = timeouts;
    }

    /** The verified file; one that lies there already is verified again, not fetched again. */
    public Artifact fetch(Model model) throws FailureException {
        Path target = directory.resolve(FILE_NAME);
        Artifact artifact;
        try {
            artifact = Files.exists(target)
                    ? new Artifact(target, Digest.of(target), Files.size(target))
                    : fromSource(model, target);
        } catch (IOException e) {
            throw DiskProblem.explain(target, e);
        }
        verify(model.digest(), artifact);
        return artifact;
    }

    private Artifact fromSource(Model model, Path target) throws FailureException {
        URI uri = parse(model.uri());
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http", "https" -> http(model, uri).download(target);
            case "file" -> new FileSource(localPath(uri)).link(target);
            default ->
                throw new FailureException(
                        Reason.InvalidConfig,
                        "model.uri has the scheme \"%s\"; this server reads http, https and file.".formatted(scheme));
        };
    }

    private HttpSource http(Model model, URI uri) throws FailureException {
        if (uri.getHost() == null) {
            throw new FailureException(Reason.InvalidConfig, "model.uri names no host.");
        }
        if (uri.getUserInfo() != null) {
            throw new FailureException(
                    Reason.InvalidConfig,
                    "model.uri holds a user or password; put them in a Secret and set secretRef.");
        }
        Credentials credentials = model.credentialsDirectory().isPresent()
                ? Credentials.read(Path.of(model.credentialsDirectory().get()), model.secretName())
                : Credentials.NONE;
        return new HttpSource(uri, credentials, timeouts);
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

    private static URI parse(String uri) throws FailureException {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            throw new FailureException(Reason.InvalidConfig, "model.uri is no URI.", e);
        }
    }

    private static Path localPath(URI uri) throws FailureException {
        if (uri.getPath() == null || uri.getPath().isEmpty()) {
            throw new FailureException(Reason.InvalidConfig, "model.uri must be file:///path/to/model.onnx.");
        }
        return Path.of(uri.getPath());
    }
}

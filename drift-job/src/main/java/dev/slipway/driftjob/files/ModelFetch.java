package dev.slipway.driftjob.files;

import dev.slipway.driftjob.config.EvaluateConfig;
import dev.slipway.driftjob.registry.ModelRegistry;
import dev.slipway.driftjob.web.WebAddress;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.artifact.LocalFiles;
import dev.slipway.workload.artifact.MlflowRegistry;
import dev.slipway.workload.artifact.MlflowUri;
import dev.slipway.workload.artifact.ModelFiles;
import dev.slipway.workload.artifact.RemoteFiles;
import dev.slipway.workload.artifact.S3Files;
import dev.slipway.workload.artifact.WebStore;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.PercentEncoding;
import dev.slipway.workload.objectstore.S3Location;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings a model's file onto this machine. */
public final class ModelFetch {
    private final Stores stores = new Stores();

    /** The file, with the version that a registry names for it. */
    public FetchedModel fetch(String uri, Optional<Path> secret, Optional<EvaluateConfig.Registry> registry)
            throws IOException, FailureException {
        return switch (Scheme.of(uri)) {
            case LOCAL -> local(uri);
            case MLFLOW -> logged(uri, secret, registry);
            case S3, WEB -> {
                int slash = uri.replaceFirst("[?#].*$", "").lastIndexOf('/') + 1;
                String name = uri.substring(slash).replaceFirst("[?#].*$", "");
                if (name.isEmpty()) {
                    throw new FailureException(
                            CommonReason.InvalidConfig,
                            "%s names a folder; name the model's file.".formatted(uri.substring(0, slash)));
                }
                ModelFiles files = Scheme.of(uri) == Scheme.S3
                        ? bucket(uri.substring(0, slash), secret)
                        : site(uri.substring(0, slash), uri, secret);
                Artifact model = files.bring(name, Stores.temporary("model.onnx"));
                yield new FetchedModel(model.file(), "", model.digest());
            }
            case UNKNOWN ->
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "%s cannot be opened: only paths, file:, s3:, http:, https: and mlflow: are known."
                                .formatted(uri));
        };
    }

    private static FetchedModel local(String uri) throws IOException, FailureException {
        Path file = dev.slipway.driftjob.files.RemoteFiles.path(uri);
        if (!Files.isRegularFile(file)) {
            throw new FailureException(CommonReason.ArtifactNotFound, "There is no file %s.".formatted(uri));
        }
        return new FetchedModel(file, "", Digest.of(file));
    }

    private FetchedModel logged(String uri, Optional<Path> secret, Optional<EvaluateConfig.Registry> registry)
            throws FailureException {
        EvaluateConfig.Registry named = registry.orElseThrow(
                () -> new FailureException(CommonReason.InvalidConfig, "%s needs a registry.".formatted(uri)));
        MlflowRegistry server = ModelRegistry.server(named.url(), named.secret(), stores.exchange());
        MlflowUri model = MlflowUri.parse(uri, "uri");
        String version = model.version().isEmpty()
                ? server.version(model.name(), model.alias())
                        .orElseThrow(() -> new FailureException(
                                CommonReason.ArtifactNotFound,
                                "The registry %s knows no alias %s of a model %s."
                                        .formatted(named.url(), model.alias(), model.name())))
                : model.version();
        String location = server.location(new MlflowUri(model.name(), "", version));
        Artifact file = new LoggedModel(uri, files(server, location, secret, named)).bring();
        return new FetchedModel(file.file(), version, file.digest());
    }

    /** The registry hands files out itself, or says where they are and leaves the rest to us. */
    private ModelFiles files(
            MlflowRegistry server, String location, Optional<Path> secret, EvaluateConfig.Registry registry)
            throws FailureException {
        String folder = location.endsWith("/") ? location : location + "/";
        if (location.startsWith("mlflow-artifacts:")) {
            return server.proxied(location.replaceFirst("^mlflow-artifacts:(//[^/]*)?", ""));
        }
        return switch (Scheme.of(location)) {
            case S3 ->
                bucket(folder, secret.or(() -> registry.secret().filter(s -> Files.exists(s.resolve("accessKey")))));
            case WEB -> site(folder, folder, secret);
            case LOCAL -> new LocalFiles(dev.slipway.driftjob.files.RemoteFiles.path(location));
            default ->
                throw new FailureException(
                        CommonReason.ArtifactUnavailable,
                        "The registry %s keeps the model at %s, which this program cannot read."
                                .formatted(registry.url(), location));
        };
    }

    private ModelFiles bucket(String folder, Optional<Path> secret) throws FailureException {
        return S3Files.below(
                S3Location.parse(folder, "uri"),
                Stores.endpoint(secret),
                "secretRef",
                stores.exchange(),
                HttpTimeouts.DEFAULT);
    }

    /** A web server tells no names; the query of the file's address holds for it alone. */
    private ModelFiles site(String folder, String whole, Optional<Path> secret) throws FailureException {
        URI address = WebAddress.parse(folder, "uri");
        WebStore store = Stores.web(secret);
        return new RemoteFiles(
                stores.exchange(),
                name -> store,
                HttpTimeouts.DEFAULT,
                name -> URI.create(whole.startsWith(folder + name) ? whole : address + PercentEncoding.path(name)),
                List::of,
                name -> HttpExchange.display(address) + name);
    }
}

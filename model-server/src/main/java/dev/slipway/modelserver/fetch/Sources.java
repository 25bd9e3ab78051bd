package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.config.ModelServerConfig.Model;
import dev.slipway.modelserver.config.ModelServerConfig.Registry;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.artifact.Credentials;
import dev.slipway.workload.artifact.FileSource;
import dev.slipway.workload.artifact.LocalFiles;
import dev.slipway.workload.artifact.MlflowRegistry;
import dev.slipway.workload.artifact.MlflowUri;
import dev.slipway.workload.artifact.ModelFiles;
import dev.slipway.workload.artifact.RemoteFiles;
import dev.slipway.workload.artifact.S3Files;
import dev.slipway.workload.artifact.WebStore;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpStore;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.PercentEncoding;
import dev.slipway.workload.objectstore.S3Endpoint;
import dev.slipway.workload.objectstore.S3Location;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of places that a model can be at, by the scheme of its URI. */
final class Sources {
    private static final String SECRET = "model.secretRef";
    private final Model model;
    private final HttpExchange exchange;
    private final HttpTimeouts timeouts;

    Sources(Model model, HttpExchange exchange, HttpTimeouts timeouts) {
        this.model = model;
        this.exchange = exchange;
        this.timeouts = timeouts;
    }

    /** Brings the model of the configuration to this file, and its data beside it. */
    Artifact bring(Path target) throws FailureException {
        return switch (scheme(model.uri())) {
            case "http", "https" -> {
                webAddress(model.uri());
                yield file(web(folderOf(model.uri())), nameOf(model.uri()), target);
            }
            case "s3" -> s3(S3Location.parse(model.uri(), "model.uri"), target);
            case "file" -> local(localPath(model.uri()), target);
            case "mlflow" -> mlflow(target);
            default ->
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "model.uri has the scheme \"%s\"; this server reads http, https, s3, mlflow and file."
                                .formatted(scheme(model.uri())));
        };
    }

    private Artifact s3(S3Location location, Path target) throws FailureException {
        if (location.isPrefix()) {
            return new ModelFolder(S3Files.below(location, s3Endpoint(), SECRET, exchange, timeouts)).bring(target);
        }
        int slash = location.key().lastIndexOf('/') + 1;
        S3Location folder = new S3Location(location.bucket(), location.key().substring(0, slash));
        return file(
                S3Files.below(folder, s3Endpoint(), SECRET, exchange, timeouts),
                location.key().substring(slash),
                target);
    }

    private Artifact local(Path path, Path target) throws FailureException {
        if (model.uri().endsWith("/")) {
            return inFolder(new LocalFiles(path), target);
        }
        Path parent = path.getParent();
        return parent == null
                ? new FileSource(path).link(target)
                : file(new LocalFiles(parent), String.valueOf(path.getFileName()), target);
    }

    private Artifact mlflow(Path target) throws FailureException {
        Registry registry = model.registry()
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig,
                        "model.uri is %s and no registry is named; set model.registry.url.".formatted(model.uri())));
        Credentials credentials = credentials(registry.credentialsDirectory(), registry.secretName());
        MlflowRegistry server = new MlflowRegistry(
                webAddress(registry.url()), credentials, "model.registry.secretRef", exchange, timeouts);
        return logged(server, server.location(MlflowUri.parse(model.uri(), "model.uri")), target);
    }

    /** The registry hands files out itself, or says where they are and leaves the rest to us. */
    private Artifact logged(MlflowRegistry server, String location, Path target) throws FailureException {
        String folder = location.endsWith("/") ? location : location + "/";
        return switch (scheme(location)) {
            case "mlflow-artifacts" -> inFolder(server.proxied(proxiedPath(location)), target);
            case "s3" ->
                inFolder(
                        S3Files.below(S3Location.parse(folder, "model.uri"), s3Endpoint(), SECRET, exchange, timeouts),
                        target);
            case "http", "https" -> new ModelFolder(web(folder)).bringLogged(target);
            case "file", "" -> inFolder(new LocalFiles(Path.of(location.replaceFirst("^file:(//)?", ""))), target);
            default ->
                throw new FailureException(
                        Reason.UnsupportedModelFormat,
                        "The registry keeps %s at %s; this server reads mlflow-artifacts, s3, http, https and file."
                                .formatted(model.uri(), location));
        };
    }

    private static Artifact inFolder(ModelFiles files, Path target) throws FailureException {
        return new ModelFolder(files).bring(target);
    }

    private static Artifact file(ModelFiles files, String name, Path target) throws FailureException {
        return new ModelFolder(files).bring(name, target);
    }

    /** {@code mlflow-artifacts:/a/b}, or with the host of the proxy, which is the registry that was asked. */
    private static String proxiedPath(String location) {
        return location.replaceFirst("^mlflow-artifacts:(//[^/]*)?", "");
    }

    /** A web server tells no names; the query of the model's address holds for its data too. */
    private ModelFiles web(String folder) throws FailureException {
        URI address = webAddress(folder);
        HttpStore store = new WebStore(credentials(model.credentialsDirectory(), model.secretName()), SECRET);
        int query = model.uri().indexOf('?');
        String suffix = query < 0 ? "" : model.uri().substring(query);
        String named = nameOf(model.uri());
        return new RemoteFiles(
                exchange,
                name -> store,
                timeouts,
                name -> URI.create(address + (name.equals(named) ? name : PercentEncoding.path(name)) + suffix),
                List::of,
                name -> HttpExchange.display(address) + name);
    }

    private S3Endpoint.Source s3Endpoint() {
        return S3Endpoint.source(model.credentialsDirectory(), model.secretName());
    }

    private static Credentials credentials(Optional<String> directory, String secretName) throws FailureException {
        return directory.isPresent() ? Credentials.read(Path.of(directory.get()), secretName) : Credentials.NONE;
    }

    private static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    private static String folderOf(String uri) {
        String address = uri.replaceFirst("[?#].*$", "");
        return address.substring(0, Math.max(address.lastIndexOf('/') + 1, address.indexOf("//") + 2));
    }

    private static String nameOf(String uri) {
        return uri.replaceFirst("[?#].*$", "").substring(folderOf(uri).length());
    }

    private static URI webAddress(String text) throws FailureException {
        URI uri = parse(text);
        if (uri.getHost() == null || uri.getPort() > 65_535) {
            throw new FailureException(CommonReason.InvalidConfig, "model.uri names no host, or a port above 65535.");
        }
        if (uri.getUserInfo() != null) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "model.uri holds a user or password; put them in a Secret and set secretRef.");
        }
        return uri;
    }

    /** The parser's own words quote the address, whose query can hold a secret. */
    private static URI parse(String uri) throws FailureException {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            throw new FailureException(CommonReason.InvalidConfig, "model.uri is no URI.", e);
        }
    }

    private static Path localPath(String text) throws FailureException {
        URI uri = parse(text);
        if (uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().indexOf('\0') >= 0) {
            throw new FailureException(CommonReason.InvalidConfig, "model.uri must be file:///path/to/model.onnx.");
        }
        return Path.of(uri.getPath());
    }
}

package dev.slipway.driftjob.files;

import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.read.parquet.ArrayFile;
import dev.slipway.driftjob.web.WebAddress;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.ObjectIOException;
import dev.slipway.workload.objectstore.S3Location;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Opens addresses: a path, {@code file:}, {@code s3:}, {@code http:} or {@code https:}. */
public final class RemoteFiles {
    private final Stores stores = new Stores();

    /** Refuses an address that cannot be opened whatever its content, and a Secret that does not fit it. */
    public void check(String uri, Optional<Path> secret) throws FailureException {
        switch (Scheme.of(uri)) {
            case LOCAL -> {}
            case S3 -> {
                S3Location.parse(uri, "uri");
                Stores.endpoint(secret).read();
            }
            case WEB -> {
                WebAddress.parse(uri, "uri");
                Stores.web(secret);
            }
            case MLFLOW, UNKNOWN ->
                throw new FailureException(
                        Reason.SourceUnavailable,
                        "%s cannot be opened: only paths, file:, s3:, http: and https: are known.".formatted(uri));
        }
    }

    /** The files of an address whose last name may have a {@code *}, in order of their names. */
    public List<ArrayFile> inputs(String uri, Optional<Path> secret) throws IOException {
        try {
            return switch (Scheme.of(uri)) {
                case S3 -> stores.objects(S3Location.parse(uri, "uri"), secret);
                case WEB -> List.of(new LocalFile(stores.downloaded(WebAddress.parse(uri, "uri"), secret)));
                default ->
                    local(uri).stream().map(p -> (ArrayFile) new LocalFile(p)).toList();
            };
        } catch (FailureException e) {
            throw new ObjectIOException(e);
        }
    }

    /** All bytes of a file of at most so many. */
    public byte[] read(String uri, Optional<Path> secret, int most) throws IOException {
        try {
            return switch (Scheme.of(uri)) {
                case S3 -> stores.s3(secret).read(S3Location.parse(uri, "uri"), most);
                case WEB -> stores.exchange().read(WebAddress.parse(uri, "uri"), Stores.web(secret), most);
                default -> local(uri, most);
            };
        } catch (FailureException e) {
            throw new ObjectIOException(e);
        }
    }

    private static byte[] local(String uri, int most) throws IOException {
        Path file = path(uri);
        if (!Files.exists(file)) {
            throw new NoSuchFileException(uri);
        }
        if (Files.size(file) > most) {
            throw new IOException(uri + " has more than " + most + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private static List<Path> local(String uri) throws IOException {
        Path path = path(uri);
        if (!uri.contains("*")) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        Path folder = path.toAbsolutePath().getParent();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, path.getFileName().toString())) {
            return new ArrayList<>(StreamSupport.stream(files.spliterator(), false)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    static Path path(String uri) {
        return Path.of(uri.startsWith("file:") ? uri.replaceFirst("^file:(//)?", "") : uri);
    }
}

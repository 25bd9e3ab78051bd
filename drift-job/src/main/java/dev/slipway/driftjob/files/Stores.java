package dev.slipway.driftjob.files;

import dev.slipway.driftjob.read.parquet.ArrayFile;
import dev.slipway.driftjob.web.WebSecret;
import dev.slipway.workload.artifact.Credentials;
import dev.slipway.workload.artifact.DiskProblem;
import dev.slipway.workload.artifact.HttpSource;
import dev.slipway.workload.artifact.WebStore;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.S3Endpoint;
import dev.slipway.workload.objectstore.S3Location;
import dev.slipway.workload.objectstore.StoredObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The stores that a process reads from: one client each, for as long as it lives. */
public final class Stores {
    private static final String SECRET = "secretRef";
    private static final int MOST_FILES = 100_000;

    private final Map<Optional<Path>, ObjectStore> buckets = new HashMap<>();
    private final Map<URI, Path> downloads = new HashMap<>();
    private @Nullable HttpExchange exchange;

    /** Made when it is asked for: it reads every certificate that this machine trusts, which takes a fifth of a second. */
    HttpExchange exchange() {
        HttpExchange made = exchange;
        if (made == null) {
            made = new HttpExchange(HttpTimeouts.DEFAULT);
            exchange = made;
        }
        return made;
    }

    static S3Endpoint.Source endpoint(Optional<Path> secret) {
        return S3Endpoint.source(
                secret.map(Path::toString), secret.map(WebSecret::name).orElse(""));
    }

    static WebStore web(Optional<Path> secret) throws FailureException {
        return new WebStore(
                secret.isPresent() ? Credentials.read(secret.get(), WebSecret.name(secret.get())) : Credentials.NONE,
                SECRET);
    }

    /** S3 as this Secret describes it. */
    public ObjectStore s3(Optional<Path> secret) {
        return buckets.computeIfAbsent(secret, s -> new ObjectStore(endpoint(s), SECRET, HttpTimeouts.DEFAULT));
    }

    /** The objects that an address names, whose last name may have a {@code *}. */
    List<ArrayFile> objects(S3Location where, Optional<Path> secret) throws FailureException {
        ObjectStore store = s3(secret);
        int star = where.key().indexOf('*');
        if (star < 0) {
            return store.head(where)
                    .map(object -> List.<ArrayFile>of(new S3InputFile(store, object)))
                    .orElse(List.of());
        }
        Pattern form = Pattern.compile(Pattern.quote(where.key()).replace("*", "\\E[^/]*\\Q"), Pattern.DOTALL);
        List<ArrayFile> files = new ArrayList<>();
        for (StoredObject object :
                store.list(new S3Location(where.bucket(), where.key().substring(0, star)), MOST_FILES)) {
            if (form.matcher(object.where().key()).matches()) {
                files.add(new S3InputFile(store, object));
            }
        }
        return files;
    }

    /** A web server's file, brought here once: it may not know ranges. */
    Path downloaded(URI uri, Optional<Path> secret) throws FailureException {
        Path known = downloads.get(uri);
        if (known != null) {
            return known;
        }
        Path target = temporary("file");
        new HttpSource(uri, web(secret), HttpTimeouts.DEFAULT).download(exchange(), target);
        downloads.put(uri, target);
        return target;
    }

    /** A new place on this machine for a file of that name. */
    static Path temporary(String name) throws FailureException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            Path own = Files.createTempDirectory(folder, "slipway-");
            own.toFile().deleteOnExit();
            Path file = own.resolve(name);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw DiskProblem.explain(folder, e);
        }
    }
}

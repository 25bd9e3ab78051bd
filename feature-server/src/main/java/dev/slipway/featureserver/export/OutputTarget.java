package dev.slipway.featureserver.export;

import dev.slipway.featureserver.export.ExportRequest.Place;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpTimeouts;
import dev.slipway.workload.objectstore.ObjectIOException;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.ObjectUpload;
import dev.slipway.workload.objectstore.S3Endpoint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file or object that appears whole or not at all. */
interface OutputTarget extends AutoCloseable {
    /** Where its bytes go. */
    OutputStream stream();

    /** All bytes have been written. */
    void finish() throws IOException;

    /** Bytes written. */
    long bytes();

    @Override
    void close() throws IOException;

    /** A file, beside its place until it is complete. */
    static OutputTarget file(Path path) throws IOException {
        Path partial = path.resolveSibling(path.getFileName() + ".partial");
        OutputStream stream = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16);
        return new OutputTarget() {
            private boolean finished;

            @Override
            public OutputStream stream() {
                return stream;
            }

            @Override
            public void finish() throws IOException {
                stream.close();
                Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                finished = true;
            }

            @Override
            public long bytes() {
                return finished ? path.toFile().length() : 0;
            }

            @Override
            public void close() throws IOException {
                stream.close();
                if (!finished) {
                    Files.deleteIfExists(partial);
                }
            }
        };
    }

    /** An object of a store, in the memory of one part. */
    static OutputTarget object(Place.S3 place) {
        ObjectStore store = new ObjectStore(
                S3Endpoint.source(place.credentials(), "of S3"), "--s3-credentials", HttpTimeouts.DEFAULT);
        ObjectUpload upload = store.upload(place.where(), "application/octet-stream");
        // Small writes become large ones: the upload copies each into its part.
        OutputStream stream = new BufferedOutputStream(upload, 1 << 16);
        return new OutputTarget() {
            private long bytes;

            @Override
            public OutputStream stream() {
                return stream;
            }

            @Override
            public void finish() throws IOException {
                stream.flush();
                try {
                    bytes = upload.complete().bytes();
                } catch (FailureException e) {
                    throw new ObjectIOException(e);
                }
            }

            @Override
            public long bytes() {
                return bytes;
            }

            /** Not the stream, which would send what it still holds. */
            @Override
            public void close() throws IOException {
                try (store) {
                    upload.close();
                }
            }
        };
    }
}

package dev.slipway.featureserver.export;

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
}

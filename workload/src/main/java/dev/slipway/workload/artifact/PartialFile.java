package dev.slipway.workload.artifact;

import dev.slipway.workload.digest.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Optional;

/** A download in progress: its bytes beside the target, their digest, and what identifies the object at the source. */
final class PartialFile implements AutoCloseable {
    private final Path target;
    private final Path part;
    private MessageDigest digest = Digest.start();
    private OutputStream out;
    private long length;
    private Optional<String> validator = Optional.empty();

    private PartialFile(Path target, Path part) throws IOException {
        this.target = target;
        this.part = part;
        this.out = Files.newOutputStream(part);
    }

    static PartialFile create(Path target) throws IOException {
        return new PartialFile(target, target.resolveSibling(target.getFileName() + ".part"));
    }

    long length() {
        return length;
    }

    Optional<String> validator() {
        return validator;
    }

    void restart(Optional<String> newValidator) throws IOException {
        out.close();
        out = Files.newOutputStream(part);
        digest = Digest.start();
        length = 0;
        validator = newValidator;
    }

    void append(byte[] chunk, int n) throws IOException {
        out.write(chunk, 0, n);
        digest.update(chunk, 0, n);
        length += n;
    }

    /** Moves the bytes to the target, which is therefore whole whenever it exists. */
    Artifact complete() throws IOException {
        out.close();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Artifact(target, Digest.text(digest.digest()), length);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(part);
    }
}

package dev.slipway.driftjob.files;

import dev.slipway.driftjob.read.parquet.ArrayFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of this machine, read rather than mapped: what was read once does not stay in the process. */
final class LocalFile implements ArrayFile {
    private final Path path;
    private @Nullable FileChannel channel;

    LocalFile(Path path) {
        this.path = path;
    }

    @Override
    public void open() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(path);
        }
    }

    private FileChannel opened() {
        if (channel == null) {
            throw new IllegalStateException(path + " is not open");
        }
        return channel;
    }

    @Override
    public ByteBuffer readRange(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(offset, bytes, 0, length);
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public void read(long offset, byte[] to, int at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(to, at, count);
        while (bytes.hasRemaining()) {
            if (opened().read(bytes, offset + bytes.position() - at) < 0) {
                throw new EOFException(path + " ends early");
            }
        }
    }

    @Override
    public long length() throws IOException {
        return opened().size();
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}

package dev.slipway.driftjob.read.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that several threads read at once, into arrays of theirs. */
public interface ArrayFile extends InputFile {
    /** Reads so many bytes from an offset on into an array from an index on. */
    default void read(long offset, byte[] to, int at, int count) throws IOException {
        ByteBuffer read = readRange(offset, count);
        if (read.remaining() < count) {
            throw new DamagedFileException("the file ends early");
        }
        read.get(to, at, count);
    }
}

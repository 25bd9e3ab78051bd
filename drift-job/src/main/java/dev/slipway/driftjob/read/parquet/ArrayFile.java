package dev.slipway.driftjob.read.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;

/**
 * A file that reads into an array of the caller's. Others make a buffer for each page, which the collector has to clear away.
 */
public interface ArrayFile extends InputFile {
    /** Reads so many bytes from an offset on into an array from an index on. */
    void read(long offset, byte[] to, int at, int count) throws IOException;
}

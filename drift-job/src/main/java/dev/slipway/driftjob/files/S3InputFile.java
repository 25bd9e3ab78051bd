package dev.slipway.driftjob.files;

import dev.slipway.driftjob.read.parquet.ArrayFile;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.ObjectIOException;
import dev.slipway.workload.objectstore.ObjectStore;
import dev.slipway.workload.objectstore.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One version of an object, in ranges. */
record S3InputFile(ObjectStore store, StoredObject object) implements ArrayFile {
    @Override
    public void open() {}

    @Override
    public ByteBuffer readRange(long offset, int length) throws IOException {
        try {
            return ByteBuffer.wrap(store.read(object, offset, length));
        } catch (FailureException e) {
            throw new ObjectIOException(e);
        }
    }

    @Override
    public long length() {
        return object.bytes();
    }

    @Override
    public String name() {
        return object.where().toString();
    }

    @Override
    public void close() {}
}

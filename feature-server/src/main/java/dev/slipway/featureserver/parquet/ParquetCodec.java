package dev.slipway.featureserver.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;

/** How pages are compressed: by what the JDK has, so that a job needs no native library and no writable directory. */
public enum ParquetCodec {
    /** As they are. */
    UNCOMPRESSED(CompressionCodec.UNCOMPRESSED),
    /** By gzip at its fastest. */
    GZIP(CompressionCodec.GZIP);

    private final CompressionCodec format;

    ParquetCodec(CompressionCodec format) {
        this.format = format;
    }

    CompressionCodec format() {
        return format;
    }

    byte[] compress(byte[] bytes, int length) throws IOException {
        if (this == UNCOMPRESSED) {
            return Arrays.copyOf(bytes, length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length / 2 + 64);
        try (GZIPOutputStream gzip = new FastGzip(out)) {
            gzip.write(bytes, 0, length);
        }
        return out.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 1 << 14);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}

package dev.slipway.driftjob.read.parquet;

import com.github.luben.zstd.Zstd;
import dev.hardwood.metadata.CompressionCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.xerial.snappy.Snappy;

/** Unpacks pages. */
final class Codec {
    private static final int INFLATE_BUFFER = 8192;

    private Codec() {}

    /** Refuses what cannot be unpacked, by its name. */
    static void check(CompressionCodec codec) {
        switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD -> {}
            case LZO, BROTLI, LZ4, LZ4_RAW ->
                throw new DamagedFileException("it is compressed with " + codec
                        + ", which cannot be read. Write it with SNAPPY, ZSTD, GZIP or none");
        }
    }

    /** Fills {@code to} from {@code at} on with exactly {@code size} bytes. */
    static void unpack(CompressionCodec codec, byte[] from, int start, int length, byte[] to, int at, int size) {
        long written;
        try {
            written = unpacked(codec, from, start, length, to, at, size);
        } catch (IOException | RuntimeException e) {
            throw new DamagedFileException("a page cannot be unpacked: " + e.getMessage());
        }
        if (written != size) {
            throw new DamagedFileException("a page cannot be unpacked: it has another length than its header says");
        }
    }

    private static long unpacked(
            CompressionCodec codec, byte[] from, int start, int length, byte[] to, int at, int size)
            throws IOException {
        return switch (codec) {
            case UNCOMPRESSED -> {
                System.arraycopy(from, start, to, at, Math.min(length, size));
                yield length;
            }
            case SNAPPY ->
                Snappy.uncompressedLength(from, start, length) == size
                        ? Snappy.uncompress(from, start, length, to, at)
                        : -1;
            case ZSTD -> Zstd.decompressByteArray(to, at, size, from, start, length);
            case GZIP -> inflate(from, start, length, to, at, size);
            case LZO, BROTLI, LZ4, LZ4_RAW -> -1;
        };
    }

    private static int inflate(byte[] from, int start, int length, byte[] to, int at, int size) throws IOException {
        try (GZIPInputStream unpacked =
                new GZIPInputStream(new ByteArrayInputStream(from, start, length), INFLATE_BUFFER)) {
            int read = unpacked.readNBytes(to, at, size);
            return unpacked.read() < 0 ? read : -1;
        }
    }
}

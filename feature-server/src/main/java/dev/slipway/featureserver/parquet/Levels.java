package dev.slipway.featureserver.parquet;

import dev.slipway.featureserver.codec.ByteSink;

/**
 * Definition or repetition levels of one page in Parquet's hybrid of runs and packed bits: whichever of the two is shorter
 * for the whole page (Encodings.md, "Run Length Encoding / Bit-Packing Hybrid").
 */
final class Levels {
    private final int width;
    private final ByteSink levels = new ByteSink(1 << 12);
    private int runs;

    /** Levels of at most {@code width} bits. */
    Levels(int width) {
        this.width = width;
    }

    void add(int level) {
        int count = levels.length();
        if (count == 0 || levels.array()[count - 1] != level) {
            runs++;
        }
        levels.put(level);
    }

    void clear() {
        levels.truncate(0);
        runs = 0;
    }

    /** Appends the levels with their length before them. */
    void write(ByteSink out) {
        int lengthAt = out.length();
        out.int32(0);
        int packedBytes = (levels.length() + 7) / 8 * width;
        if (runs * 3 < packedBytes) {
            writeRuns(out);
        } else {
            writePacked(out);
        }
        int end = out.length();
        out.truncate(lengthAt);
        out.int32(end - lengthAt - 4);
        out.truncate(end);
    }

    private void writeRuns(ByteSink out) {
        byte[] all = levels.array();
        int count = levels.length();
        int from = 0;
        while (from < count) {
            int to = from + 1;
            while (to < count && all[to] == all[from]) {
                to++;
            }
            out.varint((long) (to - from) << 1);
            out.put(all[from]);
            from = to;
        }
    }

    private void writePacked(ByteSink out) {
        byte[] all = levels.array();
        int count = levels.length();
        int groups = (count + 7) / 8;
        out.varint((long) groups << 1 | 1);
        for (int group = 0; group < groups; group++) {
            long bits = 0;
            for (int i = 0; i < 8; i++) {
                int at = group * 8 + i;
                bits |= (long) (at < count ? all[at] : 0) << (i * width);
            }
            for (int i = 0; i < width; i++) {
                out.put((int) (bits >>> (i * 8)));
            }
        }
    }
}

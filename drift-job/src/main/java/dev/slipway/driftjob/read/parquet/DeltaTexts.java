package dev.slipway.driftjob.read.parquet;

import java.util.Arrays;

/**
 * DELTA_LENGTH_BYTE_ARRAY, all lengths and then all bytes; and DELTA_BYTE_ARRAY, where a value begins as the one before did,
 * for so many bytes.
 */
final class DeltaTexts implements Values {
    private final byte[] bytes;
    private final int end;
    private final int[] prefixes;
    private final int[] lengths;
    private int next;
    private int position;
    private byte[] last = new byte[0];

    /**
     * @param shared whether values share beginnings
     */
    DeltaTexts(byte[] bytes, int from, int end, boolean shared) {
        this.bytes = bytes;
        this.end = end;
        DeltaNumbers first = new DeltaNumbers(bytes, from, end, true);
        prefixes = shared ? all(first, end - from) : new int[0];
        DeltaNumbers second = shared ? new DeltaNumbers(bytes, first.after(), end, true) : first;
        lengths = all(second, end - from);
        position = second.after();
        if (shared && prefixes.length != lengths.length) {
            throw new DamagedFileException("a page has other beginnings than ends");
        }
    }

    /** Each of them is less than a page is long, and so many bits at least are there. */
    private static int[] all(DeltaNumbers numbers, int size) {
        int[] all = new int[(int) Math.min(numbers.total(), 8L * size + 1)];
        for (int i = 0; i < all.length; i++) {
            all[i] = (int) numbers.next();
            if (all[i] < 0) {
                throw new DamagedFileException("a text has a negative length");
            }
        }
        return all;
    }

    @Override
    public void read(Binaries to, int count) {
        if (count > lengths.length - next) {
            throw new DamagedFileException("a page ends early");
        }
        if (prefixes.length == 0) {
            to.in(bytes);
            for (int i = 0; i < count; i++) {
                int length = lengths[next++];
                to.set(i, take(length), length);
            }
        } else {
            joined(to, count);
        }
    }

    private void joined(Binaries to, int count) {
        byte[] texts = new byte[1024];
        int at = 0;
        for (int i = 0; i < count; i++, next++) {
            int prefix = prefixes[next];
            int length = prefix + lengths[next];
            if (prefix > last.length || length < 0) {
                throw new DamagedFileException("a text begins as none before it");
            }
            byte[] text = Arrays.copyOf(last, length);
            System.arraycopy(bytes, take(lengths[next]), text, prefix, lengths[next]);
            if (at + length > texts.length) {
                texts = Arrays.copyOf(texts, Math.max(at + length, 2 * texts.length));
            }
            System.arraycopy(text, 0, texts, at, length);
            to.set(i, at, length);
            at += length;
            last = text;
        }
        to.in(texts);
    }

    private int take(int length) {
        if (length > end - position) {
            throw new DamagedFileException("a page ends early");
        }
        int from = position;
        position += length;
        return from;
    }
}

package dev.slipway.driftjob.read.parquet;

import dev.hardwood.metadata.PhysicalType;

/** The values that pages of a column chunk name by their place. */
final class Dictionary {
    private final double[] doubles;
    private final long[] longs;
    private final Binaries texts;
    private final int size;

    /**
     * @param page that nobody changes any more
     */
    Dictionary(PhysicalType type, byte[] page, int end, int size, int width) {
        this.size = size;
        PlainValues values = new PlainValues(type, page, 0, end, width);
        boolean real = type == PhysicalType.DOUBLE || type == PhysicalType.FLOAT;
        boolean text = type == PhysicalType.BYTE_ARRAY || type == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        if (size > end) {
            throw new DamagedFileException("a dictionary ends early");
        }
        doubles = new double[real ? size : 0];
        longs = new long[real || text ? 0 : size];
        texts = new Binaries(text ? size : 0);
        if (real) {
            values.read(doubles, size);
        } else if (text) {
            values.read(texts, size);
        } else {
            values.read(longs, size);
        }
    }

    /** The values of a page of places: the width of a place in bits, and then the places. */
    Values values(byte[] page, int from, int end) {
        if (from >= end) {
            return new Places(new Runs(page, end, end, 0));
        }
        return new Places(new Runs(page, from + 1, end, page[from] & 0xFF));
    }

    private final class Places implements Values {
        private final Runs runs;
        private int[] places = new int[0];

        Places(Runs runs) {
            this.runs = runs;
        }

        private void next(int count) {
            if (places.length < count) {
                places = new int[count];
            }
            runs.read(places, count);
            for (int i = 0; i < count; i++) {
                if (places[i] < 0 || places[i] >= size) {
                    throw new DamagedFileException("a value is not in its dictionary");
                }
            }
        }

        @Override
        public void read(double[] to, int count) {
            next(count);
            for (int i = 0; i < count; i++) {
                to[i] = doubles[places[i]];
            }
        }

        @Override
        public void read(long[] to, int count) {
            next(count);
            for (int i = 0; i < count; i++) {
                to[i] = longs[places[i]];
            }
        }

        @Override
        public void read(Binaries to, int count) {
            next(count);
            to.in(texts.bytes());
            for (int i = 0; i < count; i++) {
                to.set(i, texts.start(places[i]), texts.length(places[i]));
            }
        }
    }
}

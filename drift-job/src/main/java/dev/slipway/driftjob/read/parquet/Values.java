package dev.slipway.driftjob.read.parquet;

/** Decodes the values of one page in their order; of the three forms, each physical type has one. */
interface Values {
    /** Of BOOLEAN, INT32 and INT64. */
    default void read(long[] to, int count) {
        throw new DamagedFileException("a page's encoding does not fit its type");
    }

    /** Of FLOAT and DOUBLE. */
    default void read(double[] to, int count) {
        throw new DamagedFileException("a page's encoding does not fit its type");
    }

    /** Of BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY. */
    default void read(Binaries to, int count) {
        throw new DamagedFileException("a page's encoding does not fit its type");
    }
}

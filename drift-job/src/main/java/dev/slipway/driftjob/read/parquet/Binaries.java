package dev.slipway.driftjob.read.parquet;

/** Where values of bytes lie: each in one array, from a start on for a length. Reused. */
public final class Binaries {
    private final int[] starts;
    private final int[] lengths;
    private byte[] bytes = new byte[0];

    Binaries(int capacity) {
        starts = new int[capacity];
        lengths = new int[capacity];
    }

    void in(byte[] array) {
        bytes = array;
    }

    void set(int value, int start, int length) {
        starts[value] = start;
        lengths[value] = length;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int start(int value) {
        return starts[value];
    }

    public int length(int value) {
        return lengths[value];
    }
}

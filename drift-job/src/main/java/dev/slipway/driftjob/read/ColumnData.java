package dev.slipway.driftjob.read;

import java.util.Arrays;

/** The values of one column in a batch: numbers, or UTF-8 texts that follow each other. Reused from batch to batch. */
public final class ColumnData {
    /** Longest text in bytes that is kept of one value. */
    public static final int MAX_TEXT = 1 << 20;

    private static final byte VALUE = 0;
    private static final byte NULL = 1;
    private static final byte INVALID = 2;

    private final String name;
    private final ColumnType type;
    private final byte[] state = new byte[Batch.CAPACITY];
    private final double[] numbers;
    private final int[] ends;
    private byte[] text = new byte[0];

    public ColumnData(String name, ColumnType type) {
        this.name = name;
        this.type = type;
        this.numbers = type == ColumnType.TEXT ? new double[0] : new double[Batch.CAPACITY];
        this.ends = type == ColumnType.TEXT ? new int[Batch.CAPACITY] : new int[0];
    }

    public String name() {
        return name;
    }

    public ColumnType type() {
        return type;
    }

    void setNumber(int row, double value) {
        state[row] = VALUE;
        numbers[row] = value;
    }

    void setText(int row, byte[] bytes, int from, int length) {
        state[row] = VALUE;
        int start = textStart(row);
        int kept = Math.min(length, MAX_TEXT);
        if (start + kept > text.length) {
            text = Arrays.copyOf(text, Math.max(start + kept, 2 * text.length));
        }
        System.arraycopy(bytes, from, text, start, kept);
        ends[row] = start + kept;
    }

    void setNull(int row) {
        setState(row, NULL);
    }

    /** A value that is there and is not of the column's type. */
    void setInvalid(int row) {
        setState(row, INVALID);
    }

    private void setState(int row, byte value) {
        state[row] = value;
        if (type == ColumnType.TEXT) {
            ends[row] = textStart(row);
        }
    }

    public boolean isNull(int row) {
        return state[row] == NULL;
    }

    public boolean isInvalid(int row) {
        return state[row] == INVALID;
    }

    public boolean isValue(int row) {
        return state[row] == VALUE;
    }

    public double number(int row) {
        return numbers[row];
    }

    public byte[] textBytes() {
        return text;
    }

    public int textStart(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    public int textEnd(int row) {
        return ends[row];
    }
}

package dev.slipway.driftjob.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The values of one column in a batch: numbers, or UTF-8 texts or vectors that follow each other. Reused from batch to
 * batch.
 */
public final class ColumnData {
    /** Longest text in bytes that is kept of one value. */
    public static final int MAX_TEXT = 1 << 20;

    private static final byte VALUE = 0;
    private static final byte NULL = 1;
    private static final byte INVALID = 2;

    private final String name;
    private final ColumnType type;
    private final byte[] state;
    private double[] numbers;
    private final int[] ends;
    private byte[] text = new byte[0];

    /**
     * @param capacity most rows
     */
    public ColumnData(String name, ColumnType type, int capacity) {
        this.state = new byte[capacity];
        this.name = name;
        this.type = type;
        boolean sized = !type.isNumber();
        this.numbers = sized ? new double[0] : new double[capacity];
        this.ends = sized ? new int[capacity] : new int[0];
    }

    public String name() {
        return name;
    }

    public ColumnType type() {
        return type;
    }

    int capacity() {
        return state.length;
    }

    /** Bytes of texts, or numbers of vectors, in the first rows. */
    int extent(int rows) {
        return ends.length == 0 || rows == 0 ? 0 : ends[rows - 1];
    }

    void setNumber(int row, double value) {
        state[row] = VALUE;
        numbers[row] = value;
    }

    void setNumbers(int row, double[] values, int from, int count) {
        Arrays.fill(state, row, row + count, VALUE);
        System.arraycopy(values, from, numbers, row, count);
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

    void setVector(int row, double[] values) {
        state[row] = VALUE;
        int start = textStart(row);
        if (start + values.length > numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(start + values.length, 2 * numbers.length));
        }
        System.arraycopy(values, 0, numbers, start, values.length);
        ends[row] = start + values.length;
    }

    /** The same value as another column of this type has in a row of its own. */
    void copy(ColumnData from, int row, int to) {
        switch (type) {
            case TEXT -> setText(to, from.text, from.textStart(row), from.textEnd(row) - from.textStart(row));
            case VECTOR -> setVector(to, from.vector(row));
            case NUMBER, TIMESTAMP, BOOLEAN -> setNumber(to, from.numbers[row]);
        }
        setState(to, from.state[row]);
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
        if (ends.length > 0 && value != VALUE) {
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

    /** All numbers of a batch of a column that is not of texts or vectors. */
    public double[] numbers() {
        return numbers;
    }

    /** Whether all rows from one on and before another have a value. */
    public boolean dense(int from, int to) {
        for (int row = from; row < to; row++) {
            if (state[row] != VALUE) {
                return false;
            }
        }
        return true;
    }

    public double[] vector(int row) {
        return Arrays.copyOfRange(numbers, textStart(row), textEnd(row));
    }

    /**
     * A hash of a row's value: of a text its bytes, of a whole number its digits, so that a key is the same in a file and in
     * a database, and as text and as number.
     */
    public long hash(int row) {
        if (type == ColumnType.TEXT) {
            return hash(text, textStart(row), ends[row]);
        }
        if (state[row] != VALUE || type == ColumnType.VECTOR) {
            return hash(text, 0, 0);
        }
        double value = numbers[row];
        byte[] digits =
                (type == ColumnType.NUMBER ? text(value) : Double.toString(value)).getBytes(StandardCharsets.US_ASCII);
        return hash(digits, 0, digits.length);
    }

    /** A number as people write it: a whole one without a point. */
    public static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** FNV-1a. */
    private static long hash(byte[] bytes, int from, int to) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * 0x100_0000_01B3L;
        }
        return hash;
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

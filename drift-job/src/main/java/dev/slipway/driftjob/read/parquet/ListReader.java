package dev.slipway.driftjob.read.parquet;

import java.io.IOException;
import java.util.Arrays;

/** A column of lists of FLOAT or DOUBLE, a list at a time. */
public final class ListReader {
    private static final int BLOCK = 4096;

    private final ChunkReader reader;
    private final Leaf leaf;
    private double[] elements = new double[16];
    private int size;
    private int at;
    private int count;
    private int value;

    /** What a row holds: no list, a list with nulls among its elements, or a list of numbers. */
    public enum Row {
        NULL,
        HOLES,
        LIST
    }

    public ListReader(ChunkReader reader, Leaf leaf) {
        this.reader = reader;
        this.leaf = leaf;
    }

    /** Reads the next row. */
    public Row next() throws IOException {
        size = 0;
        if (!ready() || !reader.begins(at)) {
            throw new DamagedFileException("a column of lists ends early");
        }
        Row row = Row.LIST;
        do {
            int definition = reader.definition(at++);
            if (definition == leaf.defined()) {
                add(reader.doubles()[value++]);
            } else if (definition >= leaf.repeated()) {
                row = Row.HOLES;
            } else if (definition < leaf.repeated() - 1) {
                row = Row.NULL;
            }
        } while (ready() && !reader.begins(at));
        return row;
    }

    private boolean ready() throws IOException {
        if (at == count) {
            count = reader.read(BLOCK);
            at = 0;
            value = 0;
        }
        return count > 0;
    }

    private void add(double element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, 2 * size);
        }
        elements[size++] = element;
    }

    /** The numbers of the row that was read last. */
    public double[] list() {
        return Arrays.copyOf(elements, size);
    }
}

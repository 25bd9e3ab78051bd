package dev.slipway.featureserver.plan;

import java.util.Arrays;

/** From the four bytes of a field's name to the place of its cell: open addressing, no objects. */
public final class FieldIndex {
    private static final int EMPTY = -1;

    private final int[] fields;
    private final int[] cells;
    private final int mask;

    FieldIndex(int[] fieldOfCell) {
        int size = Integer.highestOneBit(Math.max(4, fieldOfCell.length * 4) - 1) << 1;
        this.mask = size - 1;
        this.fields = new int[size];
        this.cells = new int[size];
        Arrays.fill(cells, EMPTY);
        for (int cell = 0; cell < fieldOfCell.length; cell++) {
            int slot = fieldOfCell[cell] & mask;
            while (cells[slot] != EMPTY) {
                slot = (slot + 1) & mask;
            }
            fields[slot] = fieldOfCell[cell];
            cells[slot] = cell;
        }
    }

    /** The cell of this field, or -1. */
    public int cell(int field) {
        int slot = field & mask;
        while (cells[slot] != EMPTY) {
            if (fields[slot] == field) {
                return cells[slot];
            }
            slot = (slot + 1) & mask;
        }
        return EMPTY;
    }
}

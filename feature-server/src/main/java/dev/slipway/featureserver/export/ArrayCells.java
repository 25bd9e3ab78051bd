package dev.slipway.featureserver.export;

import dev.slipway.featureserver.offline.BinaryCells;

/** The elements of an array in PostgreSQL's binary form, of any number of dimensions, one after the other. */
final class ArrayCells {
    private final byte[] from;
    private final int count;
    private int next;
    private int index;
    private int at;
    private int length;

    ArrayCells(byte[] from, int start) {
        this.from = from;
        int dimensions = BinaryCells.int32(from, start);
        int product = dimensions == 0 ? 0 : 1;
        for (int i = 0; i < dimensions; i++) {
            product *= BinaryCells.int32(from, start + 12 + i * 8);
        }
        this.count = product;
        this.next = start + 12 + dimensions * 8;
    }

    int count() {
        return count;
    }

    /** Goes to the next element, if there is one. */
    boolean next() {
        if (index++ == count) {
            return false;
        }
        length = BinaryCells.int32(from, next);
        at = next + 4;
        next = at + Math.max(0, length);
        return true;
    }

    /** Where the element begins. */
    int at() {
        return at;
    }

    /** Its length; -1 for null. */
    int length() {
        return length;
    }
}

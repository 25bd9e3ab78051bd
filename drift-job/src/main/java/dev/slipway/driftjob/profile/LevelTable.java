package dev.slipway.driftjob.profile;

import java.util.Arrays;

/** Counts by name, for at most so many names. Names are UTF-8 bytes, looked up where they lie in a reader's buffer. */
public final class LevelTable {
    private static final int EMPTY = -1;

    private final int capacity;
    private int[] index = new int[64];
    private int[] hashes = new int[32];
    private byte[][] names = new byte[32][];
    private long[] counts = new long[32];
    private int size;

    public LevelTable(int capacity) {
        this.capacity = capacity;
        Arrays.fill(index, EMPTY);
    }

    int size() {
        return size;
    }

    byte[] name(int level) {
        return names[level];
    }

    long count(int level) {
        return counts[level];
    }

    /** Names that were counted once. */
    int singles() {
        int singles = 0;
        for (int level = 0; level < size; level++) {
            singles += counts[level] == 1 ? 1 : 0;
        }
        return singles;
    }

    /** False where the name is new and the table is full. */
    public boolean add(byte[] bytes, int from, int to, long count) {
        int hash = hash(bytes, from, to);
        int cell = hash & (index.length - 1);
        while (index[cell] != EMPTY) {
            int level = index[cell];
            if (hashes[level] == hash && Arrays.equals(names[level], 0, names[level].length, bytes, from, to)) {
                counts[level] += count;
                return true;
            }
            cell = (cell + 1) & (index.length - 1);
        }
        if (size == capacity) {
            return false;
        }
        insert(cell, hash, Arrays.copyOfRange(bytes, from, to), count);
        return true;
    }

    /** Level of a name, or -1. */
    int find(byte[] name) {
        return find(name, 0, name.length);
    }

    /** Level of a name that lies in a buffer, or -1. */
    public int find(byte[] bytes, int from, int to) {
        int hash = hash(bytes, from, to);
        int cell = hash & (index.length - 1);
        while (index[cell] != EMPTY) {
            int level = index[cell];
            if (hashes[level] == hash && Arrays.equals(names[level], 0, names[level].length, bytes, from, to)) {
                return level;
            }
            cell = (cell + 1) & (index.length - 1);
        }
        return EMPTY;
    }

    private void insert(int cell, int hash, byte[] name, long count) {
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        names[size] = name;
        hashes[size] = hash;
        counts[size] = count;
        index[cell] = size++;
        if (2 * size > index.length) {
            rehash();
        }
    }

    private void rehash() {
        index = new int[2 * index.length];
        Arrays.fill(index, EMPTY);
        for (int level = 0; level < size; level++) {
            int cell = hashes[level] & (index.length - 1);
            while (index[cell] != EMPTY) {
                cell = (cell + 1) & (index.length - 1);
            }
            index[cell] = level;
        }
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        hash *= 0x9E37_79B9;
        return hash ^ (hash >>> 15);
    }
}

package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Murmur3;
import dev.slipway.featureserver.plan.KeyGroup;
import java.util.Arrays;

/** The keys of a request, each once, and which of them each row has. */
final class UniqueKeys {
    private final ByteSink bytes = new ByteSink(256);
    private final int[] keyOfRow;
    private int[] ends;
    private int count;

    /** Makes the keys of all rows. */
    UniqueKeys(KeyGroup group, EntityRows entities) {
        int rows = entities.rows();
        keyOfRow = new int[rows];
        if (group.keyOwner().key().entityless()) {
            ends = new int[1];
            group.keyOwner().onlyKey(bytes);
            add();
            return;
        }
        ends = new int[rows];
        EntityColumn[] columns = entities.keyColumns(group);
        int[] table = rows == 1 ? new int[0] : new int[Integer.highestOneBit(rows) * 4];
        for (int row = 0; row < rows; row++) {
            int start = bytes.length();
            EntityRows.encodeKey(bytes, group, columns, row);
            keyOfRow[row] = rows == 1 ? add() : find(table, start);
        }
    }

    int count() {
        return count;
    }

    int keyOfRow(int row) {
        return keyOfRow[row];
    }

    byte[] array() {
        return bytes.array();
    }

    int start(int key) {
        return key == 0 ? 0 : ends[key - 1];
    }

    int length(int key) {
        return ends[key] - start(key);
    }

    private int add() {
        ends[count] = bytes.length();
        return count++;
    }

    private int find(int[] table, int start) {
        int length = bytes.length() - start;
        int mask = table.length - 1;
        int slot = Murmur3.hash(bytes.array(), start, length) & mask;
        while (table[slot] != 0) {
            int key = table[slot] - 1;
            if (Arrays.equals(bytes.array(), start(key), ends[key], bytes.array(), start, bytes.length())) {
                bytes.truncate(start);
                return key;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = count + 1;
        return add();
    }
}

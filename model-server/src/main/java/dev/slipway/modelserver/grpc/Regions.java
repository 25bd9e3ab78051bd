package dev.slipway.modelserver.grpc;

import java.util.Arrays;

/** Where the occurrences of a repeated field begin and end. */
final class Regions {
    private int[] bounds = new int[4];
    private int count;

    void add(int start, int stop) {
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 4 * count);
        }
        bounds[2 * count] = start;
        bounds[2 * count + 1] = stop;
        count++;
    }

    int count() {
        return count;
    }

    int start(int index) {
        return bounds[2 * index];
    }

    int stop(int index) {
        return bounds[2 * index + 1];
    }

    void clear() {
        count = 0;
    }
}

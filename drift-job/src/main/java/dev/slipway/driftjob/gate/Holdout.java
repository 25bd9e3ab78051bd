package dev.slipway.driftjob.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that neither model was trained on, with both models' answers.
 *
 * @param labels codes of true classes (1 is the positive one), or numbers
 * @param labelled what the labels are
 * @param champion absent where there is none
 * @param blocks number of the block of each row, from 0
 * @param segments values of a row by column
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of numbers, never changed
public record Holdout(
        double[] labels,
        Labels labelled,
        Optional<Answered> champion,
        Answered candidate,
        int[] blocks,
        Map<String, List<String>> segments) {
    /** What labels can be. */
    public enum Labels {
        /** 0 and 1. */
        BINARY,
        /** Numbers, which may be classes. */
        NUMBERS,
        /** Classes that have names: their codes say nothing. */
        NAMES
    }

    public int size() {
        return labels.length;
    }

    boolean binary() {
        return labelled == Labels.BINARY;
    }

    int blockCount() {
        return Arrays.stream(blocks).max().orElse(-1) + 1;
    }

    /** Whether the model names classes that occur among the labels: one that names none speaks of something else. */
    boolean names(Answered model) {
        double[] known = binary() ? new double[] {0, 1} : labels.clone();
        Arrays.sort(known);
        return Arrays.stream(model.classes()).anyMatch(c -> Arrays.binarySearch(known, c) >= 0);
    }

    /** The part with these rows; blocks are numbered anew. */
    Holdout rows(int[] rows) {
        int[] renumbered = new int[size()];
        Arrays.fill(renumbered, -1);
        int[] part = new int[rows.length];
        int next = 0;
        for (int i = 0; i < rows.length; i++) {
            int block = blocks[rows[i]];
            if (renumbered[block] < 0) {
                renumbered[block] = next++;
            }
            part[i] = renumbered[block];
        }
        return new Holdout(
                Arrays.stream(rows).mapToDouble(r -> labels[r]).toArray(),
                labelled,
                champion.map(c -> c.rows(rows)),
                candidate.rows(rows),
                part,
                Map.of());
    }
}

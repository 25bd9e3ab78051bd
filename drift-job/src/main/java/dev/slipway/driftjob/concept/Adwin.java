package dev.slipway.driftjob.concept;

import java.util.ArrayList;
import java.util.List;

/**
 * Adaptive windowing (Bifet, Gavalda 2007): the window is cut wherever its two parts differ by more than a bound. Row r
 * of the histogram has at most {@value #BUCKETS} buckets of 2^r values. A signal is a rise of the mean, as in MOA.
 */
public final class Adwin implements Detector {
    private static final int BUCKETS = 5;
    private static final double DELTA = 0.002;
    private static final int CLOCK = 32;
    private static final int LEAST_WIDTH = 10;
    private static final int LEAST_PART = 5;
    private static final int MAX_ROWS = 52;

    private final List<Row> rows = new ArrayList<>(List.of(new Row()));
    private long time;
    private double width;
    private double total;
    private double squares;

    /** Buckets of one size, the oldest first. */
    private static final class Row {
        private final double[] totals = new double[BUCKETS + 1];
        private final double[] squares = new double[BUCKETS + 1];
        private int size;

        void add(double sum, double square) {
            totals[size] = sum;
            squares[size++] = square;
        }

        void dropOldest(int count) {
            size -= count;
            System.arraycopy(totals, count, totals, 0, size);
            System.arraycopy(squares, count, squares, 0, size);
        }
    }

    @Override
    public Signal add(double value) {
        double meanBefore = total / width;
        time++;
        insert(value);
        boolean changed = false;
        if (time % CLOCK == 0 && width > LEAST_WIDTH) {
            while (cutOnce()) {
                changed = true;
            }
        }
        return changed && total / width > meanBefore ? Signal.DRIFT : Signal.NONE;
    }

    private void insert(double value) {
        width++;
        rows.getFirst().add(value, 0);
        if (width > 1) {
            double rest = width - 1;
            squares += rest * (value - total / rest) * (value - total / rest) / width;
        }
        total += value;
        for (int r = 0; rows.get(r).size == BUCKETS + 1; r++) {
            if (r + 1 == rows.size()) {
                rows.add(new Row());
            }
            mergeOldest(rows.get(r), rows.get(r + 1), Math.scalb(1.0, r));
        }
    }

    private static void mergeOldest(Row from, Row to, double each) {
        double difference = from.totals[0] / each - from.totals[1] / each;
        double square = each * each * difference * difference / (each + each);
        to.add(from.totals[0] + from.totals[1], from.squares[0] + from.squares[1] + square);
        from.dropOldest(2);
    }

    /** Drops the oldest bucket if there is a place at which both sides differ. */
    private boolean cutOnce() {
        double oldCount = 0;
        double oldTotal = 0;
        double newCount = width;
        double newTotal = total;
        for (int r = rows.size() - 1; r >= 0; r--) {
            Row row = rows.get(r);
            double each = Math.scalb(1.0, r);
            for (int k = 0; k < row.size; k++) {
                oldCount += each;
                newCount -= each;
                oldTotal += row.totals[k];
                newTotal -= row.totals[k];
                if (r == 0 && k == row.size - 1) {
                    return false;
                }
                if (newCount > LEAST_PART + 1
                        && oldCount > LEAST_PART + 1
                        && differ(oldCount, newCount, oldTotal / oldCount - newTotal / newCount)) {
                    dropOldest();
                    return true;
                }
            }
        }
        return false;
    }

    private boolean differ(double oldCount, double newCount, double difference) {
        double dd = Math.log(2 * Math.log(width) / DELTA);
        double m = 1 / (oldCount - LEAST_PART + 1) + 1 / (newCount - LEAST_PART + 1);
        double bound = Math.sqrt(2 * m * (squares / width) * dd) + 2.0 / 3 * dd * m;
        return Math.abs(difference) > bound;
    }

    private void dropOldest() {
        Row last = rows.getLast();
        double each = Math.scalb(1.0, rows.size() - 1);
        width -= each;
        total -= last.totals[0];
        double difference = last.totals[0] / each - total / width;
        squares -= last.squares[0] + each * width * difference * difference / (each + width);
        last.dropOldest(1);
        if (last.size == 0) {
            rows.removeLast();
        }
    }

    @Override
    public double[] state() {
        double[] state = new double[5 + rows.size() * (2 * BUCKETS + 3)];
        state[0] = time;
        state[1] = width;
        state[2] = total;
        state[3] = squares;
        state[4] = rows.size();
        int at = 5;
        for (Row row : rows) {
            state[at++] = row.size;
            System.arraycopy(row.totals, 0, state, at, BUCKETS + 1);
            System.arraycopy(row.squares, 0, state, at + BUCKETS + 1, BUCKETS + 1);
            at += 2 * BUCKETS + 2;
        }
        return state;
    }

    @Override
    public void restore(double[] state) {
        int size = state.length < 5 ? -1 : (int) state[4];
        if (size < 1 || size > MAX_ROWS) {
            throw new IllegalArgumentException("the state of ADWIN has " + size + " rows");
        }
        Detector.checked(state, 5 + size * (2 * BUCKETS + 3));
        time = (long) state[0];
        width = state[1];
        total = state[2];
        squares = state[3];
        rows.clear();
        for (int at = 5; at < state.length; at += 2 * BUCKETS + 3) {
            Row row = new Row();
            row.size = Math.clamp((int) state[at], 0, BUCKETS);
            System.arraycopy(state, at + 1, row.totals, 0, BUCKETS + 1);
            System.arraycopy(state, at + 2 + BUCKETS, row.squares, 0, BUCKETS + 1);
            rows.add(row);
        }
    }
}

package dev.slipway.driftjob.profile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of a column of names. The reference's levels come first and are frozen; others that follow are new. At most
 * {@value #MAX_LEVELS} names are kept, the rest is one count, so memory is bounded whatever the data.
 */
public final class LevelProfile implements ColumnProfile {
    public static final int MAX_LEVELS = 4096;
    /** Longer names are cut, in bytes: a level is a name, not a document. */
    public static final int MAX_NAME = 256;

    final ColumnKind kind;
    final LevelTable table;
    final int frozen;
    private @Nullable DistinctCount others;
    long unseen;
    long overflow;
    long values;
    long nulls;
    long invalid;

    /** A level and how often it was seen. */
    public record Level(String name, long count) {}

    /** A profile that learns its levels. */
    public LevelProfile(ColumnKind kind) {
        this(kind, List.of());
    }

    LevelProfile(ColumnKind kind, List<byte[]> frozenNames) {
        this.kind = kind;
        this.table = new LevelTable(MAX_LEVELS);
        for (byte[] name : frozenNames) {
            table.add(name, 0, name.length, 0);
        }
        this.frozen = table.size();
    }

    public void add(byte[] bytes, int from, int to) {
        add(bytes, from, Math.min(to, from + MAX_NAME), 1);
    }

    public void add(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        add(bytes, 0, bytes.length);
    }

    void add(byte[] bytes, int from, int to, long count) {
        values += count;
        if (!table.add(bytes, from, to, count)) {
            overflow(bytes, from, to);
            overflow += count;
        }
    }

    /**
     * The names that are kept were chosen by the values before the first for which there is no room, so their share there is
     * too large. As many of those values as had a name that appeared once stand for names that are not kept (Good 1953).
     */
    private void overflow(byte[] bytes, int from, int to) {
        if (frozen > 0) {
            return;
        }
        DistinctCount seen = others;
        if (seen == null) {
            seen = new DistinctCount();
            others = seen;
            unseen = table.singles();
        }
        seen.add(bytes, from, to);
    }

    @Override
    public void addNull() {
        nulls++;
    }

    @Override
    public void addInvalid() {
        invalid++;
    }

    /** Counts zero over this profile's levels, which are frozen from then on. */
    @Override
    public LevelProfile emptyLike() {
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < (frozen > 0 ? frozen : table.size()); i++) {
            names.add(table.name(i));
        }
        return new LevelProfile(kind, names);
    }

    /**
     * Adds the other's counts, level by level in the order of count and name where new ones compete for room. Exact
     * while {@link #overflow} is 0.
     */
    @Override
    public void merge(ColumnProfile other) {
        if (!(other instanceof LevelProfile that) || that.kind != kind || !sameFrozen(that)) {
            throw new IllegalArgumentException(
                    "the profiles were made with different levels: make both from one reference");
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < that.table.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.<Integer>comparingLong(i -> -that.table.count(i))
                .thenComparing(i -> that.table.name(i), Arrays::compare));
        for (int i : order) {
            byte[] name = that.table.name(i);
            add(name, 0, name.length, that.table.count(i));
        }
        overflow += that.overflow;
        values += that.overflow;
        nulls += that.nulls;
        invalid += that.invalid;
    }

    private boolean sameFrozen(LevelProfile that) {
        if (frozen != that.frozen) {
            return false;
        }
        for (int i = 0; i < frozen; i++) {
            if (!Arrays.equals(table.name(i), that.table.name(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ColumnKind kind() {
        return kind;
    }

    @Override
    public long rows() {
        return values + nulls + invalid;
    }

    @Override
    public long nulls() {
        return nulls;
    }

    @Override
    public long invalid() {
        return invalid;
    }

    /** Values that are not null. */
    public long values() {
        return values;
    }

    /** Values of names for which there was no room. */
    public long overflow() {
        return overflow;
    }

    /** Expected values of names that are not kept, in other data of the same kind and number. */
    public double outside() {
        return (double) Math.min(values, overflow + unseen);
    }

    /** Different names, to about 2 % where not all are kept. Of a profile that has just learned its levels. */
    public long distinct() {
        return table.size() + (others == null ? overflow : others.estimate());
    }

    /** All levels that are kept, the frozen ones first, with counts that may be 0. */
    public List<Level> levels() {
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            levels.add(new Level(new String(table.name(i), StandardCharsets.UTF_8), table.count(i)));
        }
        return levels;
    }

    public long count(String name) {
        int level = table.find(name.getBytes(StandardCharsets.UTF_8));
        return level < 0 ? 0 : table.count(level);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LevelProfile that
                && kind == that.kind
                && frozen == that.frozen
                && overflow == that.overflow
                && unseen == that.unseen
                && values == that.values
                && nulls == that.nulls
                && invalid == that.invalid
                && List.copyOf(sorted()).equals(that.sorted());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(values);
    }

    private List<Level> sorted() {
        return levels().stream().sorted(Comparator.comparing(Level::name)).toList();
    }
}

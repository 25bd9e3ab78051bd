package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.profile.VectorProfile;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Brings the values of some rows of a column into a profile. */
interface Feed {
    byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);
    byte[] FALSE = "false".getBytes(StandardCharsets.UTF_8);

    /** Rows from on and before to. */
    void add(ColumnData data, int from, int to);

    static Feed both(Feed one, Feed other) {
        return (data, from, to) -> {
            one.add(data, from, to);
            other.add(data, from, to);
        };
    }

    static Feed of(ColumnProfile profile) {
        return switch (profile) {
            case NumericProfile numbers
            when numbers.kind() == ColumnKind.TEXT_LENGTH ->
                (data, from, to) -> {
                    for (int row = from; row < to; row++) {
                        if (!missing(numbers, data, row)) {
                            numbers.add(length(data, row));
                        }
                    }
                };
            case NumericProfile numbers -> (data, from, to) -> addNumbers(numbers, data, from, to);
            case LevelProfile levels ->
                (data, from, to) -> {
                    for (int row = from; row < to; row++) {
                        if (!missing(levels, data, row)) {
                            addLevel(levels, data, row);
                        }
                    }
                };
            case VectorProfile vectors ->
                (data, from, to) -> {
                    for (int row = from; row < to; row++) {
                        if (!missing(vectors, data, row)) {
                            vectors.add(data.vector(row));
                        }
                    }
                };
        };
    }

    private static void addNumbers(NumericProfile numbers, ColumnData data, int from, int to) {
        boolean number = data.type().isNumber();
        if (number && data.dense(from, to)) {
            numbers.addAll(data.numbers(), from, to);
            return;
        }
        for (int row = from; row < to; row++) {
            if (missing(numbers, data, row)) {
                continue;
            }
            if (number) {
                numbers.add(data.number(row));
            } else {
                numbers.addInvalid();
            }
        }
    }

    static Feed of(ReferenceNumbers numbers) {
        return (data, from, to) -> {
            if (data.dense(from, to)) {
                numbers.addAll(data.numbers(), from, to);
                return;
            }
            for (int row = from; row < to; row++) {
                if (data.isNull(row)) {
                    numbers.addNull();
                } else if (data.isInvalid(row)) {
                    numbers.addInvalid();
                } else {
                    numbers.add(data.number(row));
                }
            }
        };
    }

    static Feed lengths(ReferenceNumbers numbers) {
        return (data, from, to) -> {
            for (int row = from; row < to; row++) {
                if (data.isNull(row)) {
                    numbers.addNull();
                } else {
                    numbers.add(length(data, row));
                }
            }
        };
    }

    private static boolean missing(ColumnProfile profile, ColumnData data, int row) {
        if (data.isNull(row)) {
            profile.addNull();
            return true;
        }
        if (data.isInvalid(row)) {
            profile.addInvalid();
            return true;
        }
        return false;
    }

    private static void addLevel(LevelProfile levels, ColumnData data, int row) {
        if (data.type() == ColumnType.TEXT) {
            levels.add(data.textBytes(), data.textStart(row), data.textEnd(row));
        } else {
            byte[] name = name(data, row);
            levels.add(name, 0, name.length);
        }
    }

    /** A value of no text as a name: whole numbers without a point. */
    static byte[] name(ColumnData data, int row) {
        return switch (data.type()) {
            case TEXT -> Arrays.copyOfRange(data.textBytes(), data.textStart(row), data.textEnd(row));
            case BOOLEAN -> data.number(row) == 1 ? TRUE : FALSE;
            case NUMBER, TIMESTAMP -> {
                double value = data.number(row);
                String text = value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : Double.toString(value);
                yield text.getBytes(StandardCharsets.UTF_8);
            }
            case VECTOR -> new byte[0];
        };
    }

    /** Code points: bytes of UTF-8 that continue none. */
    private static int length(ColumnData data, int row) {
        if (data.type() != ColumnType.TEXT) {
            return Double.toString(data.number(row)).length();
        }
        int length = 0;
        byte[] text = data.textBytes();
        for (int i = data.textStart(row); i < data.textEnd(row); i++) {
            length += (text[i] & 0xC0) != 0x80 ? 1 : 0;
        }
        return length;
    }
}

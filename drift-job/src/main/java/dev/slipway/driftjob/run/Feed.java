package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import java.nio.charset.StandardCharsets;

/** Brings the values of a column's batch into a profile. */
interface Feed {
    byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);
    byte[] FALSE = "false".getBytes(StandardCharsets.UTF_8);

    void add(ColumnData data, int rows);

    static Feed both(Feed one, Feed other) {
        return (data, rows) -> {
            one.add(data, rows);
            other.add(data, rows);
        };
    }

    static Feed of(ColumnProfile profile) {
        return switch (profile) {
            case NumericProfile numbers
            when numbers.kind() == ColumnKind.TEXT_LENGTH ->
                (data, rows) -> {
                    for (int row = 0; row < rows; row++) {
                        if (missing(numbers, data, row)) {
                            continue;
                        }
                        numbers.add(length(data, row));
                    }
                };
            case NumericProfile numbers ->
                (data, rows) -> {
                    for (int row = 0; row < rows; row++) {
                        if (missing(numbers, data, row)) {
                            continue;
                        }
                        if (data.type() == ColumnType.TEXT) {
                            numbers.addInvalid();
                        } else {
                            numbers.add(data.number(row));
                        }
                    }
                };
            case LevelProfile levels ->
                (data, rows) -> {
                    for (int row = 0; row < rows; row++) {
                        if (!missing(levels, data, row)) {
                            addLevel(levels, data, row);
                        }
                    }
                };
        };
    }

    static Feed of(ReferenceNumbers numbers) {
        return (data, rows) -> {
            for (int row = 0; row < rows; row++) {
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
        return (data, rows) -> {
            for (int row = 0; row < rows; row++) {
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
        switch (data.type()) {
            case TEXT -> levels.add(data.textBytes(), data.textStart(row), data.textEnd(row));
            case BOOLEAN -> {
                byte[] name = data.number(row) == 1 ? TRUE : FALSE;
                levels.add(name, 0, name.length);
            }
            case NUMBER, TIMESTAMP -> {
                double value = data.number(row);
                levels.add(
                        value == Math.rint(value) && Math.abs(value) < 1e15
                                ? Long.toString((long) value)
                                : Double.toString(value));
            }
        }
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

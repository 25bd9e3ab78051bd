package dev.slipway.modelserver.predictionlog;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns names of features into names of columns: any text goes in, what comes out is unique, at most 63 bytes, and none
 * of the columns that every log has. The same names in the same order give the same columns, in every pod and revision.
 */
final class ColumnNames {
    /** The columns beside the features, and those that PostgreSQL has in every table. */
    private static final List<String> TAKEN = List.of(
            "request_id",
            "ts",
            "revision",
            "arm",
            "entity",
            "prediction",
            "score",
            "latency_us",
            "tableoid",
            "xmin",
            "cmin",
            "xmax",
            "cmax",
            "ctid");

    private final Set<String> used = new HashSet<>(TAKEN);

    /** A column for a feature of an input; {@code wanted} may be anything. */
    String unique(String input, String wanted) {
        String name = clean(wanted);
        if (TAKEN.contains(name)) {
            name = "f_" + name;
        }
        if (used.add(name)) {
            return name;
        }
        String qualified = clean(input + "_" + wanted);
        for (int i = 2; !used.add(qualified); i++) {
            qualified = cut(clean(input + "_" + wanted), TableName.LONGEST_NAME - 5) + "_" + i;
        }
        return qualified;
    }

    private static String clean(String wanted) {
        String text = wanted.replace('\0', '_');
        return cut(text.isEmpty() ? "_" : text, TableName.LONGEST_NAME);
    }

    /** A name of at most {@code bytes} bytes; a longer one ends in a hash of the whole, so that two stay two. */
    static String cut(String name, int bytes) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= bytes) {
            return new String(utf8, StandardCharsets.UTF_8);
        }
        int end = bytes - 9;
        while (end > 0 && (utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        String hash = String.format("%08x", (int) Sampler.hash(name));
        return new String(utf8, 0, end, StandardCharsets.UTF_8) + "_" + hash;
    }
}

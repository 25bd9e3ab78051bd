package dev.slipway.featureserver.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Names within SQL, quoted so that they mean exactly themselves. */
public final class Identifiers {
    private Identifiers() {}

    /** One name. */
    public static String quote(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A table with or without its schema. */
    public static String qualified(String table) {
        return Arrays.stream(table.split("\\."))
                .map(part -> part.startsWith("\"") && part.endsWith("\"") && part.length() > 2
                        ? quote(part.substring(1, part.length() - 1))
                        : quote(part))
                .collect(Collectors.joining("."));
    }

    /** A query as it stands after FROM. */
    public static String query(String select) {
        return "(" + select.strip().replaceFirst(";\\s*$", "") + "\n)";
    }

    /** A quoted table without the quotes that it does not need. */
    public static String plain(String qualified) {
        return qualified.replaceAll("\"([a-z_][a-z0-9_]*)\"", "$1");
    }
}

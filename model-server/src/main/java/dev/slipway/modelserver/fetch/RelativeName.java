package dev.slipway.modelserver.fetch;

import java.util.Arrays;

/** The name of a file beside another one, from a document that somebody else wrote. */
final class RelativeName {
    private RelativeName() {}

    /** Whether it stays within its folder, and is none of our own files. */
    static boolean isSafe(String name) {
        return !name.isEmpty()
                && name.length() <= 1024
                && name.indexOf('\\') < 0
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f)
                && Arrays.stream(name.split("/", -1)).noneMatch(part -> part.isEmpty() || part.startsWith("."));
    }
}

package dev.slipway.modelserver.onnx;

import java.util.Arrays;

/** The name of a file beside another one, from a document that somebody else wrote. */
public final class RelativeName {
    private RelativeName() {}

    /** Whether it stays within its folder, and is none of our own files. */
    public static boolean isSafe(String name) {
        return !name.isEmpty()
                && name.length() <= 1024
                && name.indexOf('\\') < 0
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f)
                && Arrays.stream(name.split("/", -1)).noneMatch(part -> part.isEmpty() || part.startsWith("."));
    }
}

package dev.slipway.router.proxy;

import dev.slipway.router.wire.HeadWriter;
import java.util.Arrays;

/** The model's name in a path of V1 or V2: each target knows its model by a name of its own. */
final class ModelPath {
    private static final byte[] V1 = HeadWriter.ascii("/v1/models/");
    private static final byte[] V2 = HeadWriter.ascii("/v2/models/");

    private ModelPath() {}

    /** The range with the model's name replaced; the same array where there is none, or it is the same. */
    static byte[] named(byte[] bytes, int from, int to, byte[] model) {
        if (!begins(bytes, from, to, V1) && !begins(bytes, from, to, V2)) {
            return bytes;
        }
        int start = from + V1.length;
        int end = start;
        while (end < to && bytes[end] != '/' && bytes[end] != ':' && bytes[end] != '?') {
            end++;
        }
        if (end == start || Arrays.equals(bytes, start, end, model, 0, model.length)) {
            return bytes;
        }
        byte[] renamed = new byte[(start - from) + model.length + (to - end)];
        System.arraycopy(bytes, from, renamed, 0, start - from);
        System.arraycopy(model, 0, renamed, start - from, model.length);
        System.arraycopy(bytes, end, renamed, start - from + model.length, to - end);
        return renamed;
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] prefix) {
        return to - from > prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }
}

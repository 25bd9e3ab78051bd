package dev.slipway.router.net;

import java.util.ArrayList;
import java.util.List;

/** Header fields that the router adds of its own. Names are in lower case, values are ASCII without control characters. */
public final class Fields {
    private final List<String> pairs = new ArrayList<>(4);

    /** Adds one. */
    public Fields add(String name, String value) {
        pairs.add(name);
        pairs.add(value);
        return this;
    }

    /** How many. */
    public int size() {
        return pairs.size() / 2;
    }

    /** The name of field {@code i}. */
    public String name(int i) {
        return pairs.get(2 * i);
    }

    /** Its value. */
    public String value(int i) {
        return pairs.get(2 * i + 1);
    }
}

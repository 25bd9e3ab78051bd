package dev.slipway.operator.model;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** Something beside the API server, of which objects want to hear. */
@FunctionalInterface
public interface News {
    /**
     * @param changed is told each object of which something new is known
     * @param exists whether an object is still there
     */
    void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists);
}

package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.inference.RequestException;
import java.util.Map;

/** The rows of a request while features are put into them. */
interface CompletedRows {
    int count();

    /** Whether a row brings this value of its own. */
    boolean has(int row, String name);

    void put(int row, String name, Object value);

    /** Puts the rows into the body. */
    void into(Map<String, Object> body) throws RequestException;

    default boolean hasAll(String name) {
        for (int row = 0; row < count(); row++) {
            if (!has(row, name)) {
                return false;
            }
        }
        return true;
    }
}

package dev.slipway.driftjob.read.parquet;

import dev.hardwood.metadata.PhysicalType;

/**
 * A column of a schema, as its pages have it.
 *
 * @param width bytes of a value of FIXED_LEN_BYTE_ARRAY
 * @param defined definition level of a value that is there
 * @param repeated definition level of an element of the list, if there is one; 0 for a column without a list
 */
public record Leaf(PhysicalType type, int width, int defined, int repeated) {
    boolean isList() {
        return repeated > 0;
    }
}

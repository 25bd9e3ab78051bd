package dev.slipway.workload.objectstore;

import java.util.Map;

/** What must be true for a write to happen, so that of two writers one is told that the other was first. */
public sealed interface Precondition {
    /** Nothing has this key yet. */
    record Absent() implements Precondition {}

    /**
     * The object is still this version.
     *
     * @param version what was read
     */
    record Unchanged(StoredObject version) implements Precondition {}

    /** The header of RFC 9110 that says so. */
    default Map<String, String> headers() {
        return switch (this) {
            case Absent absent -> Map.of("if-none-match", "*");
            case Unchanged unchanged -> Map.of("if-match", unchanged.version().etag());
        };
    }
}

package dev.slipway.workload.objectstore;

import java.time.Duration;

/**
 * How long a source may keep a pod waiting.
 *
 * @param connect until the connection stands
 * @param stall without a single byte, headers included
 */
public record HttpTimeouts(Duration connect, Duration stall) {
    /** 5 s and 10 s. */
    public static final HttpTimeouts DEFAULT = new HttpTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));
}

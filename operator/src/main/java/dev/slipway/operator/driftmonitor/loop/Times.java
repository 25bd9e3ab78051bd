package dev.slipway.operator.driftmonitor.loop;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times as a status holds them: RFC 3339 in UTC. */
public final class Times {
    private Times() {}

    public static Optional<Instant> read(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

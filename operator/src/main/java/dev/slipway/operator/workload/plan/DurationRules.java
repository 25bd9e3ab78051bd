package dev.slipway.operator.workload.plan;

import dev.slipway.operator.model.Durations;
import dev.slipway.operator.status.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the schema cannot say of durations: it bounds their form, not their size. */
public final class DurationRules {
    private DurationRules() {}

    /** @param path of the field, for the message */
    public static Optional<Refusal> unreadable(String path, @Nullable String duration) {
        if (duration == null) {
            return Optional.empty();
        }
        try {
            Durations.parse(duration);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Refusal.invalid(path + ": " + e.getMessage() + "."));
        }
    }

    /** For a duration that can be read, if there is one. */
    public static Optional<Refusal> outside(String path, @Nullable String text, Duration least, Duration most) {
        if (text == null) {
            return Optional.empty();
        }
        var value = Durations.parse(text);
        return value.compareTo(least) < 0 || value.compareTo(most) > 0
                ? Optional.of(Refusal.invalid(path + " " + text + " is out of range: use " + least.toSeconds() + "s to "
                        + most.toSeconds() + "s."))
                : Optional.empty();
    }
}

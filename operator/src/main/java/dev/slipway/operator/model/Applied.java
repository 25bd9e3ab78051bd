package dev.slipway.operator.model;

import dev.slipway.operator.status.Reason;
import java.util.List;

/**
 * What became of the children: what could not be written, and what somebody else had changed.
 *
 * @param changed whether anything was written, so that what was observed before is out of date
 * @param repairs one sentence for each child that was set back
 */
public record Applied(boolean changed, List<Failure> failures, List<String> repairs) {
    public static final Applied NOTHING = new Applied(false, List.of(), List.of());

    public Applied {
        failures = List.copyOf(failures);
        repairs = List.copyOf(repairs);
    }

    /**
     * A child that could not be written.
     *
     * @param message cause and remedy, for people
     */
    public record Failure(Reason reason, String message) {}
}

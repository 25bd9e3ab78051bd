package dev.slipway.operator.modeldeployment.observe;

import dev.slipway.operator.status.Reason;
import java.util.Optional;

/**
 * What is known of an alias.
 *
 * @param version that it named when the registry last told
 * @param problem why the registry does not tell now
 */
public record AliasFacts(Optional<String> version, Optional<Problem> problem) {
    /** Nothing was asked, or no answer has come yet. */
    public static final AliasFacts UNKNOWN = new AliasFacts(Optional.empty(), Optional.empty());

    /**
     * Why a registry does not tell.
     *
     * @param definite the registry itself said so: it will not pass by waiting
     */
    public record Problem(Reason reason, String message, boolean definite) {}
}

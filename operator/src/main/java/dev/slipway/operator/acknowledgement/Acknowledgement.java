package dev.slipway.operator.acknowledgement;

import java.util.Optional;

/**
 * What a process says of its configuration.
 *
 * @param hash of the document that is in force, as it said last; empty where it never answered
 * @param refusal why it does not take the document that it sees; empty where it does
 * @param silent whether it has not answered for so long that asking does not help
 */
public record Acknowledgement(Optional<String> hash, String refusal, boolean silent) {
    /** It was not asked, or has not answered yet. */
    public static final Acknowledgement UNKNOWN = new Acknowledgement(Optional.empty(), "", false);
}

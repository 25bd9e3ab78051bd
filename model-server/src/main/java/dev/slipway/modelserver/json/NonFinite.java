package dev.slipway.modelserver.json;

/** What becomes of an output's NaN and infinities in JSON, which has no numbers for them. */
public enum NonFinite {
    /** The answer is an error. */
    REFUSED,
    /** They are the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, since the client asked for that. */
    STRING
}

package dev.slipway.driftjob.profile;

/** Bytes that are no profile; the message says what is wrong with them and where. */
public final class ProfileFormatException extends Exception {
    public ProfileFormatException(String message) {
        super(message);
    }
}

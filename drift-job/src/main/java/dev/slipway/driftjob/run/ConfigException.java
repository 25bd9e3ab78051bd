package dev.slipway.driftjob.run;

/** A configuration that cannot be carried out; the message names the JSON path and the value. */
public final class ConfigException extends Exception {
    public ConfigException(String message) {
        super(message);
    }
}

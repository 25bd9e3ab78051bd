package dev.slipway.router.config;

import java.util.Optional;

/**
 * Who may ask.
 *
 * @param apiKeysDirectory files named by the key's id with hashes and scopes
 * @param hmac empty for no signatures
 * @param anonymous whether requests without credentials are served
 */
public record AuthConfig(Optional<String> apiKeysDirectory, Optional<Hmac> hmac, boolean anonymous) {
    /**
     * Signed requests.
     *
     * @param directory files named by the key's id with the secret
     * @param windowNanos how old a signature may be
     */
    public record Hmac(String directory, long windowNanos) {}

    /** Whether anything has to be checked. */
    public boolean open() {
        return apiKeysDirectory.isEmpty() && hmac.isEmpty();
    }
}

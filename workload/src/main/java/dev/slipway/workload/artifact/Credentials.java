package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.secret.MountedSecret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * What the source asks for, read from the files of a mounted Secret each time it is needed, so that a corrected Secret
 * cures a waiting pod. Never printed.
 */
public final class Credentials {
    private static final String EXPECTED = "token, or username and password";
    /** None. */
    public static final Credentials NONE = new Credentials("");

    private final String header;

    private Credentials(String header) {
        this.header = header;
    }

    /** The value of the {@code Authorization} header, empty without credentials. */
    public Optional<String> authorization() {
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    /** Reads {@code token}, or {@code username} and {@code password}. */
    public static Credentials read(Path directory, String secretName) throws FailureException {
        MountedSecret secret = MountedSecret.open(directory, secretName, EXPECTED);
        if (secret.has("token")) {
            return new Credentials("Bearer " + secret.headerValue("token"));
        }
        if (secret.has("username") && secret.has("password")) {
            String pair = secret.value("username") + ":" + secret.value("password");
            return new Credentials(
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        throw secret.lacks(EXPECTED);
    }

    @Override
    public String toString() {
        return header.isEmpty() ? "no credentials" : "credentials";
    }
}

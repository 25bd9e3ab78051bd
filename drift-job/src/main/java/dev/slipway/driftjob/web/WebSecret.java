package dev.slipway.driftjob.web;

import dev.slipway.workload.artifact.Credentials;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a mounted Secret says about a server: who we are there, and which authorities vouch for it. */
public final class WebSecret {
    private static final String CA = "ca.crt";

    private WebSecret() {}

    /** The name that people know a mounted Secret by. */
    public static String name(Path secret) {
        return String.valueOf(secret.getFileName());
    }

    /** The header that says who asks; none without a Secret, or where it holds authorities alone. */
    public static Map<String, String> headers(Optional<Path> secret) throws FailureException {
        if (secret.isEmpty() || onlyAuthorities(secret.get())) {
            return Map.of();
        }
        return Credentials.read(secret.get(), name(secret.get()))
                .authorization()
                .map(value -> Map.of("Authorization", value))
                .orElse(Map.of());
    }

    private static boolean onlyAuthorities(Path secret) {
        return Files.exists(secret.resolve(CA))
                && !Files.exists(secret.resolve("token"))
                && !Files.exists(secret.resolve("username"));
    }

    /** Trust in the authorities of {@code ca.crt}; empty where there is none. */
    public static Optional<SSLContext> trust(Optional<Path> secret) throws FailureException {
        if (secret.isEmpty() || !Files.exists(secret.get().resolve(CA))) {
            return Optional.empty();
        }
        try (InputStream file = Files.newInputStream(secret.get().resolve(CA))) {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                authorities.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return Optional.of(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new FailureException(
                    CommonReason.InvalidSecret,
                    "Secret %s: ca.crt holds no certificates in PEM form.".formatted(name(secret.get())),
                    e);
        }
    }
}

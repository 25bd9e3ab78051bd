package dev.slipway.router.auth;

import dev.slipway.workload.digest.Digest;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two functions that every Java platform has. */
public final class Hashing {
    /** Copied, since to ask the platform for one costs as much as to hash a short body. */
    private static final MessageDigest BLANK = Digest.start();

    private Hashing() {}

    /** SHA-256, ready to be fed. */
    public static MessageDigest sha256() {
        try {
            return (MessageDigest) BLANK.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every Java platform can be copied", e);
        }
    }

    /** HMAC with SHA-256 under this secret. */
    static Mac hmac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}

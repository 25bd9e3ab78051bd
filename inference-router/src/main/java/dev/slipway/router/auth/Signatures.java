package dev.slipway.router.auth;

import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Signed requests: RFC 9421 with {@code hmac-sha256}, label {@code ir}, and RFC 9530's {@code Content-Digest} where there is
 * a body. Which components have to be signed is fixed here, not by the caller: method, authority, path, query, the deadline
 * where there is one, and of a request with a body its type and digest. Checked from cheap to dear, and the nonce is spent only by who holds the secret.
 */
public final class Signatures {
    private static final byte[] LABEL = HeadWriter.ascii("ir=:");
    private static final byte[] DIGEST = HeadWriter.ascii("sha-256=:");
    private static final int NONCES_PER_KEY = 1 << 20;
    /** By so much the clock may be set back without a gap in the memory. */
    private static final long CLOCK_STEP = 60;

    private final Map<String, byte[]> secrets;
    private final Map<String, Mac> macs = new HashMap<>();
    private final long windowSeconds;
    private final Nonces nonces;
    private final SignatureBase base = new SignatureBase();
    private @Nullable Components covered;

    /** Who signed, or why that is not known. */
    public sealed interface Verdict {
        /** Signed by this key. The body's digest is what the signature says; it has to be compared with the body. */
        @SuppressWarnings("ArrayRecordComponent") // Compared once, by its bytes.
        record Signed(String keyId, byte[] digest) implements Verdict {}

        /** Not signed as it should be. The reason is for the audit log alone. */
        record Refused(String reason) implements Verdict {}
    }

    /**
     * Signatures of these keys.
     *
     * @param secrets by key id
     * @param windowSeconds how far a clock may be off, and how long a signature may be good
     */
    public Signatures(Map<String, byte[]> secrets, long windowSeconds, Nonces nonces) {
        this.secrets = Map.copyOf(secrets);
        this.windowSeconds = windowSeconds;
        this.nonces = nonces;
    }

    /** Nonces that outlive a change of the keys. */
    public static Nonces nonces() {
        return new Nonces(NONCES_PER_KEY);
    }

    /**
     * Checks all that can be checked before the body is there.
     *
     * @param secure whether the request came encrypted
     * @param hasBody whether there is a body, which then has to be signed by its digest
     */
    public Verdict check(Head head, boolean secure, boolean hasBody, long nowSeconds) {
        int inputField = head.find(FieldKind.SIGNATURE_INPUT);
        int signatureField = head.find(FieldKind.SIGNATURE);
        if (inputField < 0
                || signatureField < 0
                || head.repeated(FieldKind.SIGNATURE_INPUT)
                || head.repeated(FieldKind.SIGNATURE)) {
            return new Verdict.Refused("no Signature-Input or no Signature, or several");
        }
        SignatureInput input =
                SignatureInput.parse(head.bytes(), head.valueStart(inputField), head.valueEnd(inputField), covered);
        byte[] given = decoded(head, signatureField, LABEL);
        if (input == null || given == null) {
            return new Verdict.Refused("a Signature-Input or Signature of another shape");
        }
        covered = input.components();
        byte[] secret = secrets.get(input.keyId());
        if (secret == null) {
            return new Verdict.Refused("unknown keyid " + input.keyId());
        }
        if (!input.components().suffice(hasBody, head.find(FieldKind.DEADLINE) >= 0)) {
            return new Verdict.Refused("a component that must be signed is not");
        }
        String late = late(input, nowSeconds);
        if (late != null) {
            return new Verdict.Refused(late);
        }
        if (!base.write(head, secure, input)) {
            return new Verdict.Refused("a signed field is absent or there several times");
        }
        Mac mac = mac(input.keyId(), secret);
        mac.update(base.bytes(), 0, base.length());
        if (!MessageDigest.isEqual(mac.doFinal(), given)) {
            return new Verdict.Refused("the signature is wrong");
        }
        byte[] digest = hasBody ? claimed(head) : new byte[0];
        return digest == null
                ? new Verdict.Refused("a Content-Digest of another shape")
                : spend(head, input, digest, nowSeconds);
    }

    private static byte @Nullable [] claimed(Head head) {
        int field = head.find(FieldKind.CONTENT_DIGEST);
        byte[] claimed = field < 0 ? null : decoded(head, field, DIGEST);
        return claimed != null && claimed.length == 32 ? claimed : null;
    }

    private Verdict spend(Head head, SignatureInput input, byte[] digest, long now) {
        long until = Math.min(input.expires(), input.created() + windowSeconds) + CLOCK_STEP;
        return switch (nonces.use(input.keyId(), head.bytes(), input.nonceFrom(), input.nonceTo(), until, now)) {
            case FRESH -> new Verdict.Signed(input.keyId(), digest);
            case REPLAYED -> new Verdict.Refused("the nonce was used before");
            case FULL -> new Verdict.Refused("no room to remember more nonces of this key");
        };
    }

    private @Nullable String late(SignatureInput input, long now) {
        if (Math.abs(now - input.created()) > windowSeconds) {
            return "created " + (now - input.created()) + " s ago";
        }
        if (input.expires() < now || input.expires() < input.created()) {
            return "expired";
        }
        return null;
    }

    /** Compares the body with the digest that was signed. */
    public static boolean sameDigest(byte[] signed, byte[] body) {
        return MessageDigest.isEqual(signed, Hashing.sha256().digest(body));
    }

    private Mac mac(String keyId, byte[] secret) {
        Mac known = macs.get(keyId);
        if (known == null) {
            known = Hashing.hmac(secret);
            macs.put(keyId, known);
        }
        return known;
    }

    /** {@code label:base64:}. */
    private static byte @Nullable [] decoded(Head head, int field, byte[] prefix) {
        byte[] bytes = head.bytes();
        int from = head.valueStart(field) + prefix.length;
        int to = head.valueEnd(field) - 1;
        if (to <= from
                || bytes[to] != ':'
                || !Arrays.equals(bytes, from - prefix.length, from, prefix, 0, prefix.length)) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, to));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

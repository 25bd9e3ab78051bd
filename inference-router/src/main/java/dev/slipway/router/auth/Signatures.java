package dev.slipway.router.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Signed requests: RFC 9421 with {@code hmac-sha256}, label {@code ir}, and RFC 9530's {@code Content-Digest} where there is
 * a body. Which components have to be signed is fixed here, not by the caller: method, authority, path, query, the deadline
 * where there is one, and of a request with a body its type and digest. Checked from cheap to dear, and the nonce is spent only by who holds the secret.
 */
public final class Signatures {
    private static final List<String> ALWAYS = List.of("@method", "@authority", "@path", "@query");
    private static final List<String> WITH_BODY = List.of("content-type", "content-digest");
    private static final String DEADLINE = "x-deadline-ms";
    private static final String LABEL = "ir=:";
    private static final String DIGEST = "sha-256=:";
    private static final int NONCES_PER_KEY = 1 << 20;
    /** By so much the clock may be set back without a gap in the memory. */
    private static final long CLOCK_STEP = 60;

    private final Map<String, byte[]> secrets;
    private final Map<String, Mac> macs = new HashMap<>();
    private final long windowSeconds;
    private final Nonces nonces;

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

    /** Checks all that can be checked before the body is there. */
    public Verdict check(
            SignedRequest request, @Nullable String inputField, @Nullable String signatureField, long nowSeconds) {
        if (inputField == null || signatureField == null) {
            return new Verdict.Refused("no Signature-Input or no Signature, or several");
        }
        SignatureInput input = SignatureInput.parse(inputField);
        byte[] given = bytes(signatureField, LABEL);
        if (input == null || given == null) {
            return new Verdict.Refused("a Signature-Input or Signature of another shape");
        }
        byte[] secret = secrets.get(input.keyId());
        if (secret == null) {
            return new Verdict.Refused("unknown keyid " + input.keyId());
        }
        if (!input.components().containsAll(ALWAYS)
                || (request.hasBody() && !input.components().containsAll(WITH_BODY))
                || (request.field(DEADLINE) != null && !input.components().contains(DEADLINE))) {
            return new Verdict.Refused("a component that must be signed is not");
        }
        String late = late(input, nowSeconds);
        if (late != null) {
            return new Verdict.Refused(late);
        }
        String base = base(request, input);
        if (base == null) {
            return new Verdict.Refused("a signed field is absent or there several times");
        }
        byte[] expected = mac(input.keyId(), secret).doFinal(base.getBytes(StandardCharsets.ISO_8859_1));
        if (!MessageDigest.isEqual(expected, given)) {
            return new Verdict.Refused("the signature is wrong");
        }
        byte[] digest = new byte[0];
        if (request.hasBody()) {
            String field = request.field("content-digest");
            byte[] claimed = field == null ? null : bytes(field, DIGEST);
            if (claimed == null || claimed.length != 32) {
                return new Verdict.Refused("a Content-Digest of another shape");
            }
            digest = claimed;
        }
        return spend(input, digest, nowSeconds);
    }

    private Verdict spend(SignatureInput input, byte[] digest, long now) {
        long until = Math.min(input.expires(), input.created() + windowSeconds) + CLOCK_STEP;
        return switch (nonces.use(input.keyId(), input.nonce(), until, now)) {
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

    private static @Nullable String base(SignedRequest request, SignatureInput input) {
        StringBuilder base = new StringBuilder(512);
        for (String name : input.components()) {
            String value =
                    switch (name) {
                        case "@method" -> request.method();
                        case "@authority" -> request.authority();
                        case "@path" -> request.path();
                        case "@query" -> request.query();
                        default -> name.startsWith("@") ? null : request.field(name);
                    };
            if (value == null) {
                return null;
            }
            base.append('"').append(name).append("\": ").append(value).append('\n');
        }
        return base.append("\"@signature-params\": ").append(input.parameters()).toString();
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
    private static byte @Nullable [] bytes(String field, String prefix) {
        if (!field.startsWith(prefix) || !field.endsWith(":") || field.length() <= prefix.length() + 1) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(field.substring(prefix.length(), field.length() - 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

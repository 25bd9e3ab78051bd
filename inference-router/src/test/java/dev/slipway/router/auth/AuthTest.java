package dev.slipway.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AuthTest {
    private static final String KEY = "ark_app1_0123456789abcdefghijABCDEFGHIJ01";
    private static final String NEXT = "ark_app1_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz99";
    private static final long NOW = 1_766_000_000L;

    @Test
    void bothKeysOfAnIdAreGoodAndNoOther() throws Exception {
        ApiKeys keys = ApiKeys.read(Map.of(
                "app1",
                "sha256: " + hash(KEY) + "\nsha256: " + hash(NEXT) + "\nscopes: cacheAdmin, explain\nrate: 5\n"));
        assertThat(keys.check(KEY)).isNotNull();
        Principal principal = Objects.requireNonNull(keys.check(NEXT));
        assertThat(principal.id()).isEqualTo("app1");
        assertThat(principal.may(Principal.CACHE_ADMIN)).isTrue();
        assertThat(principal.may(Principal.STATUS)).isFalse();
        assertThat(principal.ratePerSecond()).isEqualTo(5);
        assertThat(keys.check(KEY.replace('0', '1'))).isNull();
        assertThat(keys.check("ark_app2_0123456789abcdefghijABCDEFGHIJ01")).isNull();
        assertThat(keys.check("ark__" + "x".repeat(32))).isNull();
        assertThat(keys.check("ark_")).isNull();
        assertThat(keys.check("")).isNull();
        assertThat(keys.check("ark_app1_" + "x".repeat(100_000))).isNull();
    }

    @Test
    void aMalformedKeyFileIsRefusedWithoutItsContent() {
        assertThatThrownBy(() -> ApiKeys.read(Map.of("app1", "secret-in-the-wrong-place")))
                .hasMessageContaining("app1")
                .hasMessageNotContaining("wrong-place");
        assertThatThrownBy(() -> ApiKeys.read(Map.of("app1", "sha256: abc"))).hasMessageContaining("64 hexadecimal");
        assertThatThrownBy(() -> ApiKeys.read(Map.of("a b", "sha256: " + hash(KEY))))
                .hasMessageContaining("letters");
    }

    @Test
    void aRequestSignedByTheTextOfTheRfcIsAccepted() {
        assertThat(check(signed("n".repeat(16)), NOW)).isInstanceOf(Signatures.Verdict.Signed.class);
    }

    @Test
    void eachThingThatIsWrongIsRefusedWithItsReason() {
        assertRefused(with("signature", "ir=:" + "A".repeat(43) + "=:"), NOW, "signature is wrong");
        assertRefused(with("signature", "sig1=:AAAA:"), NOW, "another shape");
        assertRefused(with("signature-input", "ir=(\"@method\");created=1"), NOW, "another shape");
        assertRefused(replaced("keyid=\"edge\"", "keyid=\"other\""), NOW, "unknown keyid other");
        assertRefused(replaced("alg=\"hmac-sha256\"", "alg=\"none\""), NOW, "another shape");
        assertRefused(replaced(" \"content-digest\"", ""), NOW, "must be signed");
        assertRefused(replaced(" \"@query\"", ""), NOW, "must be signed");
        assertRefused(signed("n".repeat(16)), NOW + 61, "created 61 s ago");
        assertRefused(signed("n".repeat(16)), NOW - 61, "created -61 s ago");
        assertRefused(replaced("expires=" + (NOW + 60), "expires=" + (NOW - 1)), NOW, "expired");
        assertRefused(with("x-deadline-ms", "5"), NOW, "must be signed");
        assertRefused(with("x-deadline-ms", "5&6"), NOW, "must be signed");
        assertRefused(replaced("\"content-type\" ", ""), NOW, "must be signed");
        assertRefused(replaced("\"content-type\"", "\"content-type\" \"x-a\""), NOW, "absent or there several");
        assertRefused(replaced("\"content-type\"", "\"content-type\" \"@target-uri\""), NOW, "absent or there several");
        assertRefused(replaced("\"content-type\"", "\"content-type\" \"content-type\""), NOW, "another shape");
        assertRefused(replaced("\"content-type\" ", "\"content-type\"  "), NOW, "another shape");
        assertRefused(replaced(";nonce=", ";nonce=\"" + "x".repeat(16) + "\";nonce="), NOW, "another shape");
        assertRefused(replaced(";keyid=", ";keyid=\"edge\";keyid="), NOW, "another shape");
        assertRefused(replaced("nnnn\"", "nnnn"), NOW, "another shape");
        assertRefused(replaced(";nonce=\"" + "n".repeat(16), ";nonce=\""), NOW, "another shape");
        assertRefused(replaced(";created=", ";created=1;created="), NOW, "another shape");
        assertRefused(replaced(";alg=", ";tag=\"x\";alg="), NOW, "another shape");
        assertRefused(replaced("ir=(", "ir=(" + "\"x\"".repeat(4000)), NOW, "another shape");
        assertRefused(with("signature", "ir=:"), NOW, "another shape");
        assertRefused(with("signature", "ir=::"), NOW, "another shape");
        assertRefused(with("content-digest", "sha-256=:AAAA:"), NOW, "signature is wrong");
        assertRefused(new HashMap<>(), NOW, "no Signature-Input");
    }

    @Test
    void whatTheLastSignatureCoveredDecidesNothingForTheNext() {
        Signatures signatures = new Signatures(Map.of("edge", secret()), 60, new Nonces(10));
        Map<String, String> less = signed("b".repeat(16));
        less.computeIfPresent("signature-input", (name, value) -> value.replace(" \"@query\"", ""));
        Map<String, String> other = signed("c".repeat(16));
        other.computeIfPresent(
                "signature-input", (name, value) -> value.replace("\"@path\" \"@query\"", "\"@query\" \"@path\""));
        assertThat(check(signatures, signed("a".repeat(16)), NOW)).isInstanceOf(Signatures.Verdict.Signed.class);
        assertThat(check(signatures, less, NOW))
                .isEqualTo(new Signatures.Verdict.Refused("a component that must be signed is not"));
        assertThat(check(signatures, other, NOW)).isEqualTo(new Signatures.Verdict.Refused("the signature is wrong"));
        assertThat(check(signatures, signed("d".repeat(16)), NOW)).isInstanceOf(Signatures.Verdict.Signed.class);
    }

    @Test
    void aNonceIsGoodOnceAndOnlySpentByWhoHoldsTheSecret() {
        Nonces nonces = new Nonces(10);
        Signatures signatures = new Signatures(Map.of("edge", secret()), 60, nonces);
        Map<String, String> forged = signed("a".repeat(16));
        forged.put("signature", "ir=:" + "A".repeat(43) + "=:");
        assertThat(check(signatures, forged, NOW)).isInstanceOf(Signatures.Verdict.Refused.class);
        assertThat(nonces.size()).isZero();
        assertThat(check(signatures, signed("a".repeat(16)), NOW)).isInstanceOf(Signatures.Verdict.Signed.class);
        assertThat(check(signatures, signed("a".repeat(16)), NOW + 1))
                .isEqualTo(new Signatures.Verdict.Refused("the nonce was used before"));
    }

    @Test
    void aKeyWhoseNoncesAreFullIsRefusedAndOthersAreNot() {
        Nonces nonces = new Nonces(2);
        assertThat(use(nonces, "a", "1", 100, 0)).isEqualTo(Nonces.Outcome.FRESH);
        assertThat(use(nonces, "a", "2", 100, 0)).isEqualTo(Nonces.Outcome.FRESH);
        assertThat(use(nonces, "a", "3", 100, 0)).isEqualTo(Nonces.Outcome.FULL);
        assertThat(use(nonces, "b", "3", 100, 0)).isEqualTo(Nonces.Outcome.FRESH);
        assertThat(use(nonces, "a", "3", 300, 101)).isEqualTo(Nonces.Outcome.FRESH);
    }

    @Test
    void aBodyThatWasChangedIsNotTheOneThatWasSigned() {
        Signatures.Verdict verdict = check(signed("n".repeat(16)), NOW);
        byte[] digest = ((Signatures.Verdict.Signed) verdict).digest();
        assertThat(Signatures.sameDigest(digest, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(Signatures.sameDigest(digest, "{\"a\":2}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void principalsAndKeysDoNotShowSecrets() throws Exception {
        ApiKeys keys = ApiKeys.read(Map.of("app1", "sha256: " + hash(KEY)));
        assertThat(String.valueOf(keys.check(KEY))).doesNotContain(hash(KEY)).doesNotContain(KEY.substring(9));
    }

    private static void assertRefused(Map<String, String> fields, long now, String why) {
        assertThat(check(fields, now))
                .isInstanceOfSatisfying(
                        Signatures.Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).contains(why));
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> fields = signed("n".repeat(16));
        fields.put(name, value);
        return fields;
    }

    private static Map<String, String> replaced(String part, String by) {
        Map<String, String> fields = signed("n".repeat(16));
        fields.computeIfPresent("signature-input", (name, value) -> value.replace(part, by));
        return fields;
    }

    private static Map<String, String> signed(String nonce) {
        return new HashMap<>(new Signer("edge", new String(secret(), StandardCharsets.UTF_8))
                .sign("POST", "api.example.com", "/v1/models/m:predict", "{\"a\":1}", NOW, nonce));
    }

    private static byte[] secret() {
        return "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    }

    private static Signatures.Verdict check(Map<String, String> fields, long now) {
        return check(new Signatures(Map.of("edge", secret()), 60, new Nonces(10)), fields, now);
    }

    private static Signatures.Verdict check(Signatures signatures, Map<String, String> fields, long now) {
        Head head = new Head();
        head.request("POST", "/v1/models/m:predict");
        try {
            head.add("Host", "API.example.com:80");
            head.add("content-type", "application/json");
            for (Map.Entry<String, String> field : fields.entrySet()) {
                for (String value : field.getValue().split("&", -1)) {
                    head.add(field.getKey(), value);
                }
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        return signatures.check(head, false, true, now);
    }

    private static Nonces.Outcome use(Nonces nonces, String key, String nonce, long until, long now) {
        byte[] bytes = nonce.getBytes(StandardCharsets.US_ASCII);
        return nonces.use(key, bytes, 0, bytes.length, until, now);
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(Hashing.sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
    }
}

package dev.slipway.router.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signs requests as a client does: RFC 9421, by its text and not by the code that checks it. */
public final class Signer {
    private final String keyId;
    private final byte[] secret;

    /** A client with this secret. */
    public Signer(String keyId, String secret) {
        this.keyId = keyId;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** The header fields to send, by name. */
    public Map<String, String> sign(
            String method, String authority, String path, String body, long created, String nonce) {
        String digest = "sha-256=:"
                + Base64.getEncoder().encodeToString(Hashing.sha256().digest(body.getBytes(StandardCharsets.UTF_8)))
                + ":";
        Map<String, String> components = new LinkedHashMap<>();
        components.put("@method", method);
        components.put("@authority", authority);
        components.put("@path", path);
        components.put("@query", "?");
        components.put("content-type", "application/json");
        components.put("content-digest", digest);
        String parameters = "("
                + String.join(
                        " ",
                        components.keySet().stream()
                                .map(name -> '"' + name + '"')
                                .toList())
                + ");created=" + created + ";expires=" + (created + 60) + ";nonce=\"" + nonce + "\";keyid=\"" + keyId
                + "\";alg=\"hmac-sha256\"";
        StringBuilder base = new StringBuilder();
        components.forEach((name, value) ->
                base.append('"').append(name).append("\": ").append(value).append('\n'));
        base.append("\"@signature-params\": ").append(parameters);
        String mac = Base64.getEncoder()
                .encodeToString(Hashing.hmac(secret).doFinal(base.toString().getBytes(StandardCharsets.UTF_8)));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("content-digest", digest);
        fields.put("signature-input", "ir=" + parameters);
        fields.put("signature", "ir=:" + mac + ":");
        return fields;
    }

    /** Names and values in turn. */
    public static String[] flat(Map<String, String> fields) {
        return fields.entrySet().stream()
                .flatMap(field -> List.of(field.getKey(), field.getValue()).stream())
                .toArray(String[]::new);
    }
}

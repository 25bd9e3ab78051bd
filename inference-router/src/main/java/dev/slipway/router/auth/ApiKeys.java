package dev.slipway.router.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * API keys, {@code ark_<id>_<32 letters and digits>}. Only SHA-256 of a key is known here. Two keys of one id may be good at
 * once, so that callers can change over; a key that is taken out of the Secret is refused as soon as the file is gone.
 */
public final class ApiKeys {
    private static final String PREFIX = "ark_";
    private static final int SECRET = 32;
    private static final int LONGEST = PREFIX.length() + 64 + 1 + SECRET;
    private static final byte[] NOBODY = new byte[32];

    private final Map<String, Entry> byId;

    /** The keys of one id. */
    private record Entry(Principal principal, List<byte[]> hashes) {}

    private ApiKeys(Map<String, Entry> byId) {
        this.byId = byId;
    }

    /** None. */
    public static ApiKeys none() {
        return new ApiKeys(Map.of());
    }

    /**
     * Reads files: name is the id, content lines of {@code sha256:<hex>} (one or two), {@code scopes: a, b}, {@code rate: 100}
     * and {@code priority: batch}.
     */
    public static ApiKeys read(Map<String, String> files) throws MalformedKeyException {
        Map<String, Entry> byId = new java.util.HashMap<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            byId.put(file.getKey(), entry(file.getKey(), file.getValue()));
        }
        return new ApiKeys(Map.copyOf(byId));
    }

    private static Entry entry(String id, String content) throws MalformedKeyException {
        if (!id.matches("[A-Za-z0-9-]{1,64}") || id.equals(Principal.ANONYMOUS.id())) {
            throw new MalformedKeyException(id, "an id has letters, digits and -, at most 64, and is not anonymous");
        }
        List<byte[]> hashes = new ArrayList<>();
        Set<String> scopes = Set.of();
        double rate = 0;
        String priority = "";
        for (String line : content.lines()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList()) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "sha256" -> hashes.add(hash(id, value));
                case "scopes" -> scopes = Set.of(value.split("\\s*,\\s*"));
                case "rate" -> rate = rate(id, value);
                case "priority" -> priority = value;
                default -> throw new MalformedKeyException(id, "a line is none of sha256, scopes, rate, priority");
            }
        }
        if (hashes.isEmpty() || hashes.size() > 2) {
            throw new MalformedKeyException(id, "one or two lines of sha256 are needed");
        }
        return new Entry(new Principal(id, scopes, rate, priority), List.copyOf(hashes));
    }

    private static byte[] hash(String id, String hex) throws MalformedKeyException {
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new MalformedKeyException(id, "a sha256 is not 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT));
    }

    private static double rate(String id, String text) throws MalformedKeyException {
        try {
            double rate = Double.parseDouble(text);
            if (rate > 0 && rate <= 1e9) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new MalformedKeyException(id, "the rate is no number above 0");
    }

    /** Whose key this is; null for nobody's. Takes the same time for a wrong secret as for an id that does not exist. */
    public @Nullable Principal check(String key) {
        if (key.length() > LONGEST || !key.startsWith(PREFIX)) {
            return null;
        }
        int cut = key.lastIndexOf('_');
        String id = cut < PREFIX.length() ? "" : key.substring(PREFIX.length(), cut);
        byte[] given = Hashing.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
        Entry entry = byId.get(id);
        List<byte[]> hashes = entry == null ? List.of(NOBODY) : entry.hashes();
        boolean same = false;
        for (byte[] hash : hashes) {
            same |= MessageDigest.isEqual(hash, given);
        }
        return same && entry != null ? entry.principal() : null;
    }

    /** Whether this looks like one of our keys, as credentials of others do not. */
    public static boolean looksLikeOne(String credentials) {
        return credentials.startsWith(PREFIX);
    }
}

package dev.slipway.operator.driftmonitor.plan;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code pvc://claim/path}. */
record ClaimUri(String claim, String path) {
    private static final Pattern FORM = Pattern.compile("pvc://([^/]+)/(.+)");

    /** Empty for other kinds of addresses, and for a path that leads out of the claim. */
    static Optional<ClaimUri> of(String uri) {
        var match = FORM.matcher(uri);
        return match.matches() && !("/" + match.group(2) + "/").contains("/../")
                ? Optional.of(new ClaimUri(match.group(1), match.group(2)))
                : Optional.empty();
    }
}

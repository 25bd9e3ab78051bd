package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.modeldeployment.ModelSource;
import java.util.Optional;

/** The volume claim and the path within it that a {@code pvc://claim/path} URI names. */
record Claim(String name, String path) {
    private static final String SCHEME = "pvc://";

    static Optional<Claim> of(ModelSource source) {
        if (!source.uri().startsWith(SCHEME)) {
            return Optional.empty();
        }
        var rest = source.uri().substring(SCHEME.length());
        var slash = rest.indexOf('/');
        return Optional.of(new Claim(rest.substring(0, slash), rest.substring(slash + 1)));
    }
}

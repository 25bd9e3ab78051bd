package dev.slipway.driftjob.web;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.HttpExchange;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** An address of the configuration that is asked over HTTP. */
public final class WebAddress {
    private WebAddress() {}

    /**
     * Reads one.
     *
     * @param field where it stands, for the message
     */
    public static URI parse(String text, String field) throws FailureException {
        try {
            URI uri = URI.create(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() == null || !List.of("http", "https").contains(scheme)) {
                throw invalid(field, "is no http or https address");
            }
            if (uri.getRawUserInfo() != null) {
                throw invalid(field, "holds a user or password: put them into the Secret");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw invalid(field, "is no http or https address");
        }
    }

    private static FailureException invalid(String field, String what) {
        return new FailureException(CommonReason.InvalidConfig, "The configuration's %s %s.".formatted(field, what));
    }

    /** The address as it may be shown: without query and user, which can hold secrets. */
    public static String shown(URI uri) {
        return HttpExchange.display(uri);
    }
}

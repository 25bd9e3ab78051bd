package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.workload.json.JsonText;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code nonFinite=string}, which every protocol over HTTP takes. Other parameters are tolerated. */
final class NonFiniteQuery {
    private static final int LONGEST_SHOWN = 21;
    private static final String NAME = "nonFinite=";

    private NonFiniteQuery() {}

    /** What a request's query asks for. */
    static NonFinite read(@Nullable String query) throws RequestException {
        if (query == null) {
            return NonFinite.REFUSED;
        }
        for (int start = 0; start >= 0 && start < query.length(); ) {
            int end = query.indexOf('&', start);
            if (query.startsWith(NAME, start)) {
                return form(query.substring(start + NAME.length(), end < 0 ? query.length() : end));
            }
            start = end < 0 ? -1 : end + 1;
        }
        return NonFinite.REFUSED;
    }

    private static NonFinite form(String value) throws RequestException {
        if (!value.equals("string")) {
            throw RequestException.badRequest(
                    "The query parameter 'nonFinite' is '%s'; it must be 'string'.",
                    JsonText.shortened(value, LONGEST_SHOWN));
        }
        return NonFinite.STRING;
    }
}

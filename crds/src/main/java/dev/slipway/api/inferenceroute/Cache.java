package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** Answers kept for requests that are equal in body, model version and the headers of {@code vary}. */
public record Cache(
        @JsonPropertyDescription("How long an answer is kept.")
        @Default(Cache.DEFAULT_TTL)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String ttl,

        @JsonPropertyDescription("Most memory in each replica of the router.") @Default("128Mi")
        Quantity maxBytes,

        @JsonPropertyDescription("Headers that make requests different.") @Size(max = 16)
        List<@Size(min = 1, max = 256) @Pattern(Formats.HTTP_HEADER) String> vary,

        @JsonPropertyDescription("How long after its ttl an answer may stand in for a failed request. 0s: never.")
        @Default("0s")
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String staleIfError) {

    static final String DEFAULT_TTL = "60s";

    public Cache {
        ttl = ttl == null ? DEFAULT_TTL : ttl;
        maxBytes = maxBytes == null ? new Quantity("128Mi") : maxBytes;
        vary = vary == null ? List.of() : List.copyOf(vary);
        staleIfError = staleIfError == null ? "0s" : staleIfError;
    }
}

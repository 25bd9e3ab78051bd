package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much one caller may ask, and who waits for whom when there is too much. */
public record Limits(
        @JsonPropertyDescription("Rate of one caller. More is answered 429 with Retry-After. Absent: no limit.")
        @Nullable
        Rate rate,

        @JsonPropertyDescription(
                "Classes of requests by the header x-priority, the most important first; under overload the last is refused first.")
        @Size(max = 8)
        List<@Size(min = 1, max = Formats.LABEL_MAX) @Pattern(Formats.DNS_LABEL) String> priorities) {

    public Limits {
        priorities = priorities == null ? List.of() : List.copyOf(priorities);
    }

    /** A steady rate with room for bursts (GCRA). */
    @ValidationRule(
            value = "!has(self.burst) || self.burst >= self.perPrincipal",
            messageExpression =
                    "'burst %s is less than the %s requests of one second: make it at least that, or remove it'.format([string(self.burst), string(self.perPrincipal)])",
            fieldPath = ".burst")
    public record Rate(
            @JsonPropertyDescription("Requests per second of one caller: API key, signer, or address.")
            @Required
            @Min(1)
            @Max(1000000)
            Integer perPrincipal,

            @JsonPropertyDescription("Requests at once after a pause. Default: twice perPrincipal.")
            @Min(1)
            @Max(10000000)
            @Nullable
            Integer burst) {}
}

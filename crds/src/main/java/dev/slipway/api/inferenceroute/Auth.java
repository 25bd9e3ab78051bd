package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Who may call. A caller that presents a credential must present a right one, even where anonymous is true. */
@ValidationRule(
        value = "has(self.apiKeys) || has(self.hmac) || self.anonymous",
        message = "auth admits nobody: set apiKeys, hmac or anonymous: true")
public record Auth(
        @JsonPropertyDescription("API keys in the header x-api-key.") @Nullable
        ApiKeys apiKeys,

        @JsonPropertyDescription("Signed requests (RFC 9421, hmac-sha256).") @Nullable
        Hmac hmac,

        @JsonPropertyDescription("true admits callers without a credential.") @Default("false")
        Boolean anonymous) {

    public Auth {
        anonymous = anonymous != null && anonymous;
    }

    /** API keys, kept as hashes. */
    public record ApiKeys(
            @JsonPropertyDescription(
                    "Secret whose keys are names of callers and whose values are lines such as sha256: HEX, the hash of the API key.")
            @Required
            SecretReference secretRef) {}

    /** Keys for signatures. */
    public record Hmac(
            @JsonPropertyDescription("Secret whose keys are key ids and whose values are keys.") @Required
            SecretReference secretRef,

            @JsonPropertyDescription("How far the time of a signature may be off; a signature counts once within it.")
            @Default(Hmac.DEFAULT_WINDOW)
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String window) {

        static final String DEFAULT_WINDOW = "60s";

        public Hmac {
            window = window == null ? DEFAULT_WINDOW : window;
        }
    }
}

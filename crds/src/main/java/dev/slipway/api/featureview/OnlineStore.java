package dev.slipway.api.featureview;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** The Redis that online reads go to. */
public record OnlineStore(
        @JsonPropertyDescription("Secret with url, or host, port, username and password of Redis.") @Required
        SecretReference secretRef,

        @JsonPropertyDescription(
                "How rows are laid out: FeastV3 can be read by Feast; Packed is one value for a row, smaller and faster. Never changes.")
        @Default("FeastV3")
        @ValidationRule(
                value = "self == oldSelf",
                messageExpression =
                        "'layout cannot change from ' + oldSelf + ' to ' + self + ': stored rows would stay behind unread; create another FeatureView'")
        Layout layout) {

    public OnlineStore {
        layout = layout == null ? Layout.FeastV3 : layout;
    }

    public enum Layout {
        FeastV3,
        Packed
    }
}

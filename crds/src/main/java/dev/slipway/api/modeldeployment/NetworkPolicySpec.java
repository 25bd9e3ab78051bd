package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** A NetworkPolicy for the model-server pods. */
@ValidationRule(
        value = "!has(self.from) || size(self.from) == 0 || (has(self.enabled) && self.enabled)",
        message = "from has no effect while enabled is false: set enabled: true, or remove from",
        fieldPath = ".from")
public record NetworkPolicySpec(
        @JsonPropertyDescription("true creates a NetworkPolicy that admits only the peers in from.") @Default("false")
        Boolean enabled,

        @JsonPropertyDescription("Who may call the serving ports. Empty: every pod of this namespace.") @Size(max = 32)
        List<Peer> from) {

    public static final NetworkPolicySpec OPEN = new NetworkPolicySpec(false, List.of());

    public NetworkPolicySpec {
        enabled = enabled != null && enabled;
        from = from == null ? List.of() : List.copyOf(from);
    }

    /** Pods by labels, in namespaces by labels. */
    @ValidationRule(
            value = "has(self.podLabels) || has(self.namespaceLabels)",
            message = "a peer needs podLabels, namespaceLabels or both")
    public record Peer(
            @JsonPropertyDescription("Labels of the pods. Absent: every pod of the namespaces.") @Size(max = 16)
            Map<String, String> podLabels,

            @JsonPropertyDescription("Labels of their namespaces. Absent: this namespace.") @Size(max = 16)
            Map<String, String> namespaceLabels) {

        public Peer {
            podLabels = podLabels == null ? Map.of() : Map.copyOf(podLabels);
            namespaceLabels = namespaceLabels == null ? Map.of() : Map.copyOf(namespaceLabels);
        }
    }
}

package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.Scaling;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What carries the requests: a Gateway of the cluster, or Slipway's router. The choice and why are in status. */
@ValidationRule(
        value = "self.mode != 'Gateway' || has(self.gatewayRef)",
        message = "mode Gateway needs a gateway: set gatewayRef, or use mode Auto or Router")
@ValidationRule(
        value = "!has(self.hostnames) || size(self.hostnames) == 0 || has(self.gatewayRef)",
        messageExpression =
                "'hostname ' + self.hostnames[0] + ' is served by a Gateway: set gatewayRef, or remove hostnames'",
        fieldPath = ".hostnames")
public record DataPlane(
        @JsonPropertyDescription(
                "Gateway creates an HTTPRoute; Router runs Slipway's router; Auto takes the Gateway when it can do all that this route asks, and the router otherwise.")
        @Default("Auto")
        Mode mode,

        @JsonPropertyDescription("Gateway that requests come in by. Absent: only from within the cluster.") @Nullable
        GatewayReference gatewayRef,

        @JsonPropertyDescription("Host names that the Gateway listens to for this route.") @Size(max = 16)
        List<@Size(min = 1, max = 253) @Pattern(Formats.HOSTNAME) String> hostnames,

        @JsonPropertyDescription("How many replicas the router has.") @Default("{}")
        Scaling scaling) {

    public static final DataPlane DEFAULT = new DataPlane(Mode.Auto, null, List.of(), Scaling.ONE_REPLICA);

    public DataPlane {
        mode = mode == null ? Mode.Auto : mode;
        hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
        scaling = scaling == null ? Scaling.ONE_REPLICA : scaling;
    }

    public enum Mode {
        Auto,
        Gateway,
        Router
    }

    /** A Gateway of gateway.networking.k8s.io, as in a parentRef. */
    public record GatewayReference(
            @JsonPropertyDescription("Name of the Gateway.")
            @Required
            @Size(min = 1, max = Formats.NAME_MAX)
            @Pattern(Formats.DNS_SUBDOMAIN)
            String name,

            @JsonPropertyDescription(
                    "Namespace of the Gateway, whose listeners must admit this one. Default: this namespace.")
            @Size(min = 1, max = Formats.LABEL_MAX)
            @Pattern(Formats.DNS_LABEL)
            @Nullable
            String namespace,

            @JsonPropertyDescription("Listener of the Gateway. Default: all that fit.")
            @Size(min = 1, max = Formats.NAME_MAX)
            @Pattern(Formats.DNS_SUBDOMAIN)
            @Nullable
            String sectionName) {}
}

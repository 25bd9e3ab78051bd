package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.ObjectReference;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Something that answers: a ModelDeployment, any Service, or a URL outside the cluster. */
@ValidationRule(
        value = "[has(self.modelDeploymentRef), has(self.serviceRef), has(self.url)].filter(x, x).size() == 1",
        messageExpression =
                "'target %s needs exactly one of modelDeploymentRef, serviceRef and url, and has %s'.format([self.name, string([has(self.modelDeploymentRef), has(self.serviceRef), has(self.url)].filter(x, x).size())])")
@ValidationRule(
        value = "!has(self.heartbeat) || has(self.url)",
        messageExpression =
                "'target ' + self.name + ' is in the cluster, where readiness is known: remove heartbeat, which is for url'",
        fieldPath = ".heartbeat")
@ValidationRule(
        value = "!has(self.tls) || (has(self.url) && self.url.startsWith('https://'))",
        messageExpression = "'target ' + self.name + ' has tls but no https:// url: use one, or remove tls'",
        fieldPath = ".tls")
@ValidationRule(
        value = "!has(self.coldStart) || has(self.url)",
        messageExpression =
                "'target ' + self.name + ' is in the cluster, where cold starts are observed: remove coldStart, which is for url'",
        fieldPath = ".coldStart")
public record Target(
        @JsonPropertyDescription("Name by which rules refer to the target.")
        @Required
        @Size(min = 1, max = Formats.LABEL_MAX)
        @Pattern(Formats.DNS_LABEL)
        String name,

        @JsonPropertyDescription("A ModelDeployment in the same namespace.") @Nullable
        ObjectReference modelDeploymentRef,

        @JsonPropertyDescription("A Service in the same namespace that speaks the Open Inference Protocol.") @Nullable
        ServiceReference serviceRef,

        @JsonPropertyDescription("Base URL of something outside the cluster.")
        @Size(min = 1, max = Formats.URI_MAX)
        @Pattern(Formats.HTTP_URL)
        @Nullable
        String url,

        @JsonPropertyDescription("What sort of place it is, for policies and reports. Default: found out.") @Nullable
        Kind kind,

        @JsonPropertyDescription("What a request costs there. Absent: nothing.") @Nullable
        Cost cost,

        @JsonPropertyDescription("How often a url is asked whether it lives. Absent: only by its answers.")
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        @Nullable
        String heartbeat,

        @JsonPropertyDescription("Most requests at a time, below what resilience.concurrency allows.")
        @Min(1)
        @Max(100000)
        @Nullable
        Integer maxConcurrency,

        @JsonPropertyDescription("What a first request takes longer after a while without any.")
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        @Nullable
        String coldStart,

        @JsonPropertyDescription("How the server of an https:// url is recognised. Default: by the system's CAs.")
        @Nullable
        Tls tls,

        @JsonPropertyDescription("Headers that are added to requests, such as a token.") @Nullable
        HeadersFrom headersFrom) {

    /** Sorts of places. */
    public enum Kind {
        EdgeMCU,
        EdgeGPU,
        CloudCPU,
        CloudGPU,
        CloudServerless
    }

    /** A Service and one of its ports. */
    public record ServiceReference(
            @JsonPropertyDescription("Name of a Service in the same namespace.")
            @Required
            @Size(min = 1, max = Formats.LABEL_MAX)
            @Pattern(Formats.DNS_LABEL)
            String name,

            @JsonPropertyDescription("Port of the Service.") @Default("80") @Min(1) @Max(65535)
            Integer port) {

        public ServiceReference {
            port = port == null ? 80 : port;
        }
    }

    /** Prices in one currency of the user's choice, as quoted decimals, since JSON readers round numbers. */
    @ValidationRule(
            value = "has(self.perRequest) || has(self.perSecond)",
            message = "cost is empty: set perRequest, perSecond or both")
    public record Cost(
            @JsonPropertyDescription("Price of a request, as a quoted decimal: \"0.0004\".")
            @Size(min = 1, max = 25)
            @Pattern(Formats.DECIMAL)
            @Nullable
            String perRequest,

            @JsonPropertyDescription("Price of a second of service, as a quoted decimal.")
            @Size(min = 1, max = 25)
            @Pattern(Formats.DECIMAL)
            @Nullable
            String perSecond) {}

    /** Trust in a server. */
    public record Tls(
            @JsonPropertyDescription("Secret whose key ca.crt holds the CA certificates in PEM.") @Required
            SecretReference caSecretRef) {}

    /** Headers from a Secret: each key is a header's name. */
    public record HeadersFrom(
            @JsonPropertyDescription("Secret whose keys are names of headers.") @Required
            SecretReference secretRef) {}
}

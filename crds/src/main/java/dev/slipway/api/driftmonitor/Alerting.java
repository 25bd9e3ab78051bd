package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When drift is announced, and to whom. The conditions and events of the object come always. */
public record Alerting(
        @JsonPropertyDescription("How many runs must find drift before it is announced.")
        FireAfter fireAfter,

        @JsonPropertyDescription("How many runs in a row must find none before it is called off.")
        ResolveAfter resolveAfter,

        @JsonPropertyDescription("Who is told besides.") @Size(max = 8)
        List<Sink> sinks) {

    public static final Alerting DEFAULT = new Alerting(FireAfter.DEFAULT, ResolveAfter.DEFAULT, List.of());

    public Alerting {
        fireAfter = fireAfter == null ? FireAfter.DEFAULT : fireAfter;
        resolveAfter = resolveAfter == null ? ResolveAfter.DEFAULT : resolveAfter;
        sinks = sinks == null ? List.of() : List.copyOf(sinks);
    }

    /** {@code windows} of the last {@code of} runs. */
    @ValidationRule(
            value = "self.windows <= self.of",
            messageExpression =
                    "'fireAfter: %s windows of %s can never be reached: make windows at most of'.format([string(self.windows), string(self.of)])")
    public record FireAfter(
            @JsonPropertyDescription("Runs that find drift.") @Default("2") @Min(1) @Max(50)
            Integer windows,

            @JsonPropertyDescription("Last runs that are looked at.") @Default("3") @Min(1) @Max(50)
            Integer of) {

        public static final FireAfter DEFAULT = new FireAfter(2, 3);

        public FireAfter {
            windows = windows == null ? 2 : windows;
            of = of == null ? 3 : of;
        }
    }

    /** Runs in a row. */
    public record ResolveAfter(
            @JsonPropertyDescription("Runs in a row without drift.") @Default("3") @Min(1) @Max(50)
            Integer windows) {

        public static final ResolveAfter DEFAULT = new ResolveAfter(3);

        public ResolveAfter {
            windows = windows == null ? 3 : windows;
        }
    }

    /** One receiver: exactly one of three sorts. */
    @ValidationRule(
            value = "[has(self.cloudEvents), has(self.alertmanager), has(self.amqp)].filter(x, x).size() == 1",
            messageExpression =
                    "'sink needs exactly one of cloudEvents, alertmanager and amqp, and has %s'.format([string([has(self.cloudEvents), has(self.alertmanager), has(self.amqp)].filter(x, x).size())])")
    public record Sink(
            @JsonPropertyDescription("CloudEvents 1.0, structured, by HTTP POST.") @Nullable
            HttpSink cloudEvents,

            @JsonPropertyDescription("Prometheus Alertmanager, API v2. Repeated until it is resolved.") @Nullable
            HttpSink alertmanager,

            @JsonPropertyDescription("CloudEvents 1.0 to an AMQP 0-9-1 exchange, such as RabbitMQ's.") @Nullable
            AmqpSink amqp) {}

    /** A receiver by HTTP. */
    public record HttpSink(
            @JsonPropertyDescription("URL of the receiver.")
            @Required
            @Size(max = Formats.URI_MAX)
            @Pattern(Formats.HTTP_URL)
            String url,

            @JsonPropertyDescription("Secret with token, or username and password.") @Nullable
            SecretReference secretRef) {}

    /** A receiver by AMQP. */
    public record AmqpSink(
            @JsonPropertyDescription("amqp:// or amqps:// URL without credentials.")
            @Required
            @Size(max = Formats.URI_MAX)
            @Pattern("^amqps?://[^/@\\s]+(/.*)?$")
            String url,

            @JsonPropertyDescription("Exchange to publish to.") @Required @Size(min = 1, max = 255)
            String exchange,

            @JsonPropertyDescription("Secret with username and password.") @Nullable
            SecretReference secretRef) {}
}

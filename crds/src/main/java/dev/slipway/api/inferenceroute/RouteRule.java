package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which requests go to which targets, and what happens when those fail. */
@ValidationRule(
        value =
                "(size(self.split) == 1 && !has(self.split[0].weight)) || self.split.all(s, has(s.weight)) || (has(self.policy) && self.policy.prefer != 'Weights' && !self.split.exists(s, has(s.weight)))",
        messageExpression =
                "'split target %s has no weight: give every target of the split one, so that they add up to 100'.format([self.split.filter(s, !has(s.weight))[0].target])",
        fieldPath = ".split")
@ValidationRule(
        value = "!self.split.all(s, has(s.weight)) || self.split.map(s, s.weight).sum() == 100",
        messageExpression =
                "'weights of split add up to %s (%s): make it 100'.format([dyn(self.split.map(s, s.weight).sum()), dyn(self.split.map(s, '%s %s'.format([s.target, string(s.weight)])))])",
        fieldPath = ".split")
public record RouteRule(
        @JsonPropertyDescription("Requests that the rule is for. Absent: all that no rule before it took.") @Nullable
        Match match,

        @JsonPropertyDescription("Targets that share the requests.") @Required @Size(min = 1, max = 16)
        List<WeightedTarget> split,

        @JsonPropertyDescription("What keeps a caller on one target. Absent: every request is drawn anew.") @Nullable
        Sticky sticky,

        @JsonPropertyDescription("How a target of the split is chosen.") @Default("{}")
        Policy policy,

        @JsonPropertyDescription(
                "Targets that are tried in this order when the chosen one fails or cannot meet the deadline.")
        @Size(max = 16)
        List<@Size(min = 1, max = Formats.LABEL_MAX) String> fallback,

        @JsonPropertyDescription("Answer when everything has failed. Absent: 503 with the reason.") @Nullable
        FixedAnswer onExhausted,

        @JsonPropertyDescription("Targets that get copies of requests, whose answers are compared and dropped.")
        @Size(max = 4)
        List<Shadow> shadow) {

    public RouteRule {
        split = List.copyOf(split);
        policy = policy == null ? Policy.DEFAULT : policy;
        fallback = fallback == null ? List.of() : List.copyOf(fallback);
        shadow = shadow == null ? List.of() : List.copyOf(shadow);
    }

    /** What a request must have, all of it. */
    public record Match(
            @JsonPropertyDescription("Headers that the request must have.") @Required @Size(min = 1, max = 16)
            List<HeaderMatch> headers) {

        public Match {
            headers = List.copyOf(headers);
        }
    }

    /** A header with exactly this value. */
    public record HeaderMatch(
            @JsonPropertyDescription("Name of the header, in any case.")
            @Required
            @Size(min = 1, max = 256)
            @Pattern(Formats.HTTP_HEADER)
            String name,

            @JsonPropertyDescription("Its value, exactly.") @Required @Size(min = 1, max = 4096)
            String value) {}

    /** A target and its share. */
    public record WeightedTarget(
            @JsonPropertyDescription("Name of a target.") @Required @Size(min = 1, max = Formats.LABEL_MAX)
            String target,

            @JsonPropertyDescription("Percent of the requests. Not needed for a single target.")
            @Min(0)
            @Max(100)
            @Nullable
            Integer weight) {}

    /** What identifies a caller. Assignments survive a change of weights as far as the weights allow. */
    @ValidationRule(
            value = "has(self.header) != has(self.bodyPointer)",
            messageExpression =
                    "has(self.header) ? 'sticky by header ' + self.header + ' and also by bodyPointer: remove one of them' : 'sticky by nothing: set header or bodyPointer'")
    public record Sticky(
            @JsonPropertyDescription("Header whose value identifies the caller.")
            @Size(min = 1, max = 256)
            @Pattern(Formats.HTTP_HEADER)
            @Nullable
            String header,

            @JsonPropertyDescription("JSON pointer (RFC 6901) into the body, such as /entity/account_id.")
            @Size(min = 1, max = 512)
            @Pattern(Formats.JSON_POINTER)
            @Nullable
            String bodyPointer) {}

    /** How a target of the split is chosen. */
    public record Policy(
            @JsonPropertyDescription(
                    "Weights draws by weight; Latency takes the fastest; Cost takes the cheapest that is predicted to meet the deadline.")
            @Default("Weights")
            Preference prefer) {

        public static final Policy DEFAULT = new Policy(Preference.Weights);

        public Policy {
            prefer = prefer == null ? Preference.Weights : prefer;
        }
    }

    public enum Preference {
        Weights,
        Latency,
        Cost
    }

    /** An answer that needs no model. It carries a header that says so. */
    public record FixedAnswer(
            @JsonPropertyDescription("HTTP status.") @Default("503") @Min(200) @Max(599)
            Integer status,

            @JsonPropertyDescription("Body, sent as application/json.") @Default("") @Size(max = 16384)
            String body) {

        public FixedAnswer {
            status = status == null ? 503 : status;
            body = body == null ? "" : body;
        }
    }

    /** Copies of requests to a target that nobody waits for. */
    public record Shadow(
            @JsonPropertyDescription("Name of a target.") @Required @Size(min = 1, max = Formats.LABEL_MAX)
            String target,

            @JsonPropertyDescription("Percent of the requests that are copied.") @Default("100") @Min(0) @Max(100)
            Integer percent,

            @JsonPropertyDescription("How answers are compared. Absent: they are only counted.") @Nullable
            Compare compare) {

        public Shadow {
            percent = percent == null ? 100 : percent;
        }
    }

    /** Comparison of two answers. */
    public record Compare(
            @JsonPropertyDescription("Largest absolute difference of a number that counts as equal.")
            @Default("1e-5")
            @Min(0)
            Double tolerance) {

        public Compare {
            tolerance = tolerance == null ? 1e-5 : tolerance;
        }
    }
}

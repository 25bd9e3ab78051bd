package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Targets, and the rules by which requests reach them. One target is enough. */
@ValidationRule(
        value = "!has(self.rules) || self.rules.all(r, r.split.all(s, self.targets.exists(t, t.name == s.target)))",
        messageExpression =
                "'split names %s, which is not one of the targets %s'.format([dyn(self.rules.map(r, r.split.filter(s, !self.targets.exists(t, t.name == s.target))).filter(l, size(l) > 0)[0][0].target), dyn(self.targets.map(t, t.name))])",
        fieldPath = ".rules")
@ValidationRule(
        value =
                "!has(self.rules) || self.rules.all(r, !has(r.fallback) || r.fallback.all(f, self.targets.exists(t, t.name == f)))",
        messageExpression =
                "'fallback names %s, which is not one of the targets %s'.format([dyn(self.rules.map(r, has(r.fallback), r.fallback.filter(f, !self.targets.exists(t, t.name == f))).filter(l, size(l) > 0)[0][0]), dyn(self.targets.map(t, t.name))])",
        fieldPath = ".rules")
@ValidationRule(
        value =
                "!has(self.rules) || self.rules.all(r, !has(r.shadow) || r.shadow.all(s, self.targets.exists(t, t.name == s.target)))",
        messageExpression =
                "'shadow names %s, which is not one of the targets %s'.format([dyn(self.rules.map(r, has(r.shadow), r.shadow.filter(s, !self.targets.exists(t, t.name == s.target))).filter(l, size(l) > 0)[0][0].target), dyn(self.targets.map(t, t.name))])",
        fieldPath = ".rules")
@ValidationRule(
        value =
                "!has(self.rules) || size(self.rules) == 0 || self.rules.filter(r, !has(r.match)).size() == (has(self.rules[size(self.rules) - 1].match) ? 0 : 1)",
        message = "a rule without match takes every request: there can be only one, and it must be the last",
        fieldPath = ".rules")
@ValidationRule(
        value =
                "!has(self.rollout) || !has(self.rollout.candidate) || self.targets.exists(t, t.name == self.rollout.candidate)",
        messageExpression =
                "'rollout candidate %s is not one of the targets %s'.format([dyn(self.rollout.candidate), dyn(self.targets.map(t, t.name))])",
        fieldPath = ".rollout.candidate")
@ValidationRule(
        value =
                "!has(self.rollout) || !has(self.rollout.baseline) || self.targets.exists(t, t.name == self.rollout.baseline)",
        messageExpression =
                "'rollout baseline %s is not one of the targets %s'.format([dyn(self.rollout.baseline), dyn(self.targets.map(t, t.name))])",
        fieldPath = ".rollout.baseline")
public record InferenceRouteSpec(
        @JsonPropertyDescription("What carries the requests.") @Default("{}")
        DataPlane dataPlane,

        @JsonPropertyDescription(
                "Time for a request, all attempts together, unless the request brings x-deadline-ms or grpc-timeout.")
        @Default(InferenceRouteSpec.DEFAULT_DEADLINE)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String deadline,

        @JsonPropertyDescription("Largest request body; a larger one is answered 413.") @Default("1Mi")
        Quantity maxBody,

        @JsonPropertyDescription("What can answer.") @Required @Size(min = 1, max = 32)
        List<Target> targets,

        @JsonPropertyDescription(
                "Which requests go where: the first rule that matches decides. Default: everything to the first target.")
        @Size(max = 16)
        List<RouteRule> rules,

        @JsonPropertyDescription("Features that are looked up and added to the request.") @Size(max = 8)
        List<Enrichment> enrich,

        @JsonPropertyDescription("Retries, hedges, breakers and limits of concurrency.")
        Resilience resilience,

        @JsonPropertyDescription("Answers kept for equal requests. Absent: off.") @Nullable
        Cache cache,

        @JsonPropertyDescription("Who may call. Absent: everybody.") @Nullable
        Auth auth,

        @JsonPropertyDescription("How much one caller may ask, and who waits for whom. Absent: no limits.") @Nullable
        Limits limits,

        @JsonPropertyDescription(
                "A canary that is judged by statistics. Absent: weights stay as rules say, and a Progressive ModelDeployment switches when it is ready.")
        @Nullable
        CanaryRollout rollout,

        @JsonPropertyDescription("A record of every decision.")
        Audit audit,

        @JsonPropertyDescription(
                "true stops all changes to the data plane, steps of a rollout included, until it is false again. Requests go on.")
        @Default("false")
        Boolean paused) {

    static final String DEFAULT_DEADLINE = "1s";
    static final Quantity DEFAULT_MAX_BODY = new Quantity("1Mi");

    public InferenceRouteSpec {
        dataPlane = dataPlane == null ? DataPlane.DEFAULT : dataPlane;
        deadline = deadline == null ? DEFAULT_DEADLINE : deadline;
        maxBody = maxBody == null ? DEFAULT_MAX_BODY : maxBody;
        targets = List.copyOf(targets);
        rules = rules == null ? List.of() : List.copyOf(rules);
        enrich = enrich == null ? List.of() : List.copyOf(enrich);
        resilience = resilience == null ? Resilience.DEFAULT : resilience;
        audit = audit == null ? Audit.OFF : audit;
        paused = paused != null && paused;
    }
}

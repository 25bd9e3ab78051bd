package dev.slipway.api.driftmonitor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.CelRules;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.JobTemplate;
import dev.slipway.api.common.SecretReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What trains the model again, when, and how often at most. */
@ValidationRule(
        value = "has(self.when) || has(self.schedule)",
        message = "retraining never starts: set when, schedule or both")
public record Retraining(
        @JsonPropertyDescription(
                "Starts retraining when it holds: comparisons of the run's summary (driftedShare, drifted, performanceDegraded, expectationsFailed) joined by &&, || and !.")
        @Size(min = 1, max = 512)
        @ValidationRule(
                value = Retraining.WHEN,
                messageExpression =
                        "'when ' + self + ' is not understood: compare fields of the summary with numbers and join them with && or ||, such as driftedShare >= 0.3 || performanceDegraded'")
        @ValidationRule(
                value = "size(self.split('(')) == size(self.split(')'))",
                messageExpression = "'when ' + self + ' opens and closes different numbers of parentheses'")
        @Nullable
        String when,

        @JsonPropertyDescription("Starts retraining also on a clock, as a cron expression in spec.timeZone.")
        @Size(min = 1, max = CelRules.SCHEDULE_MAX)
        @ValidationRule(value = CelRules.SCHEDULE, messageExpression = CelRules.SCHEDULE_MESSAGE)
        @Nullable
        String schedule,

        @JsonPropertyDescription("What is started.") @Required
        Action action,

        @JsonPropertyDescription("Least time between the starts of two retrainings.")
        @Default(Retraining.DEFAULT_COOLDOWN)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String cooldown,

        @JsonPropertyDescription("Most retrainings in a period.")
        Budget budget,

        @JsonPropertyDescription("A retraining that takes longer has failed.")
        @Default(Retraining.DEFAULT_TIMEOUT)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String timeout,

        @JsonPropertyDescription(
                "Automatic starts at once; Manual waits for the annotation slipway.dev/approve-retraining.")
        @Default("Automatic")
        Approval approval) {

    static final String DEFAULT_COOLDOWN = "24h";
    static final String DEFAULT_TIMEOUT = "6h";
    private static final String TERM =
            "[!( ]*[a-zA-Z][a-zA-Z0-9]*( *(>=|<=|==|!=|<|>) *(-?[0-9]+([.][0-9]+)?|true|false))?[) ]*";
    static final String WHEN = "self.matches('^" + TERM + "((&&|[|][|])" + TERM + ")*$')";

    public Retraining {
        cooldown = cooldown == null ? DEFAULT_COOLDOWN : cooldown;
        budget = budget == null ? Budget.DEFAULT : budget;
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        approval = approval == null ? Approval.Automatic : approval;
    }

    public enum Approval {
        Automatic,
        Manual
    }

    /** Most retrainings in a sliding period, whatever asks for them. */
    public record Budget(
            @JsonPropertyDescription("Most retrainings.") @Default("4") @Min(1) @Max(1000)
            Integer maxRuns,

            @JsonPropertyDescription("Length of the period.")
            @Default("30d")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String period) {

        public static final Budget DEFAULT = new Budget(4, "30d");

        public Budget {
            maxRuns = maxRuns == null ? 4 : maxRuns;
            period = period == null ? "30d" : period;
        }
    }

    /** What is started: exactly one of three sorts. */
    @ValidationRule(
            value = "[has(self.job), has(self.airflow), has(self.webhook)].filter(x, x).size() == 1",
            messageExpression =
                    "'action needs exactly one of job, airflow and webhook, and has %s'.format([string([has(self.job), has(self.airflow), has(self.webhook)].filter(x, x).size())])")
    public record Action(
            @JsonPropertyDescription("A Job in this namespace.") @Nullable
            JobTemplate job,

            @JsonPropertyDescription("A run of an Airflow DAG.") @Nullable
            Airflow airflow,

            @JsonPropertyDescription("An HTTP POST of a CloudEvent.") @Nullable
            Webhook webhook) {}

    /** A DAG of Airflow, versions 2 and 3. */
    public record Airflow(
            @JsonPropertyDescription("Base URL of Airflow.")
            @Required
            @Size(max = Formats.URI_MAX)
            @Pattern(Formats.HTTP_URL)
            String url,

            @JsonPropertyDescription("DAG to run.") @Required @Size(min = 1, max = 250) @Pattern("^[A-Za-z0-9_.-]+$")
            String dagId,

            @JsonPropertyDescription("Secret with username and password, or token.") @Nullable
            SecretReference secretRef,

            @JsonPropertyDescription("REST API: v1 (Airflow 2), v2 (Airflow 3), or auto to find out.") @Default("auto")
            ApiVersion apiVersion) {

        public Airflow {
            apiVersion = apiVersion == null ? ApiVersion.auto : apiVersion;
        }

        public enum ApiVersion {
            auto,
            v1,
            v2
        }
    }

    /** A receiver by HTTP, which reports back on the run it started. */
    public record Webhook(
            @JsonPropertyDescription("URL that is called.")
            @Required
            @Size(max = Formats.URI_MAX)
            @Pattern(Formats.HTTP_URL)
            String url,

            @JsonPropertyDescription("Secret with token, or username and password.") @Nullable
            SecretReference secretRef) {}
}

package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** What is done about targets that fail or are slow. Retries and hedges share one budget and one deadline. */
public record Resilience(
        @JsonPropertyDescription("Second attempts after a failure.")
        Retry retry,

        @JsonPropertyDescription("Second attempts beside a slow first one. Absent: off.") @Nullable
        Hedge hedge,

        @JsonPropertyDescription("When a target gets no requests for a while.")
        Breaker breaker,

        @JsonPropertyDescription("Most requests at a time for a target.")
        Concurrency concurrency) {

    public static final Resilience DEFAULT = new Resilience(Retry.DEFAULT, null, Breaker.DEFAULT, Concurrency.DEFAULT);

    public Resilience {
        retry = retry == null ? Retry.DEFAULT : retry;
        breaker = breaker == null ? Breaker.DEFAULT : breaker;
        concurrency = concurrency == null ? Concurrency.DEFAULT : concurrency;
    }

    /** Second attempts, at another endpoint. */
    public record Retry(
            @JsonPropertyDescription("Most attempts of a request, the first included; 1 switches retries off.")
            @Default("2")
            @Min(1)
            @Max(10)
            Integer maxAttempts,

            @JsonPropertyDescription("Most second attempts, so that retries cannot multiply an overload.")
            Budget budget) {

        public static final Retry DEFAULT = new Retry(2, Budget.DEFAULT);

        public Retry {
            maxAttempts = maxAttempts == null ? 2 : maxAttempts;
            budget = budget == null ? Budget.DEFAULT : budget;
        }
    }

    /** Retries in proportion to requests. */
    public record Budget(
            @JsonPropertyDescription("Retries in percent of the requests.") @Default("20") @Min(0) @Max(100)
            Integer percent,

            @JsonPropertyDescription("Retries per second that are always allowed.") @Default("10") @Min(0) @Max(100000)
            Integer minPerSecond) {

        public static final Budget DEFAULT = new Budget(20, 10);

        public Budget {
            percent = percent == null ? 20 : percent;
            minPerSecond = minPerSecond == null ? 10 : minPerSecond;
        }
    }

    /** A second attempt beside a slow first one; the first answer wins. */
    public record Hedge(
            @JsonPropertyDescription("Percentile of the target's latency after which the second attempt starts.")
            @Default("95")
            @Min(50)
            @Max(100)
            Integer percentile,

            @JsonPropertyDescription("Most second attempts in percent of the requests.") @Default("5") @Min(1) @Max(50)
            Integer maxPercent) {

        public Hedge {
            percentile = percentile == null ? 95 : percentile;
            maxPercent = maxPercent == null ? 5 : maxPercent;
        }
    }

    /** When a target counts as broken. */
    public record Breaker(
            @JsonPropertyDescription("Failures in a row.") @Default("5") @Min(1) @Max(1000)
            Integer consecutive,

            @JsonPropertyDescription("Share of requests that fail.") @Default("0.5") @Min(0) @Max(1)
            Double errorRate,

            @JsonPropertyDescription("Requests before errorRate is judged.") @Default("20") @Min(1) @Max(100000)
            Integer minRequests) {

        public static final Breaker DEFAULT = new Breaker(5, 0.5, 20);

        public Breaker {
            consecutive = consecutive == null ? 5 : consecutive;
            errorRate = errorRate == null ? 0.5 : errorRate;
            minRequests = minRequests == null ? 20 : minRequests;
        }
    }

    /** Limit on requests at a time. */
    public record Concurrency(
            @JsonPropertyDescription("true learns the limit from latency, up to max; false uses max.") @Default("true")
            Boolean adaptive,

            @JsonPropertyDescription("Most requests at a time.") @Default("200") @Min(1) @Max(100000)
            Integer max) {

        public static final Concurrency DEFAULT = new Concurrency(true, 200);

        public Concurrency {
            adaptive = adaptive == null || adaptive;
            max = max == null ? 200 : max;
        }
    }
}

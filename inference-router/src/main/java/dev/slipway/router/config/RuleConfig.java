package dev.slipway.router.config;

import java.util.List;
import java.util.Optional;

/**
 * Requests that match go this way.
 *
 * @param headers all of which must be there
 * @param path empty for any
 * @param split targets and their weights
 * @param sticky what a request is about; empty for a random choice
 * @param prefer how one target is chosen
 * @param fallback where to go next, in order
 * @param onExhausted the answer when nobody answers; empty for an error
 */
public record RuleConfig(
        List<HeaderMatch> headers,
        Optional<PathMatch> path,
        List<Weighted> split,
        Optional<Sticky> sticky,
        Prefer prefer,
        List<String> fallback,
        Optional<FixedAnswer> onExhausted,
        List<ShadowConfig> shadow) {
    /** A header field of exactly this value. */
    public record HeaderMatch(String name, String value) {}

    /** A path, or the beginning of one at a slash. */
    public record PathMatch(boolean prefix, String value) {}

    /** A target and its part. */
    public record Weighted(String target, double weight) {}

    /** Where the unit stands that always gets the same arm. */
    public sealed interface Sticky {
        /** In a header field. */
        record Header(String name) implements Sticky {}

        /** In the body, as JSON pointer. */
        record BodyPointer(String pointer) implements Sticky {}
    }

    /** How a target is chosen. */
    public enum Prefer {
        /** By the weights. */
        Weights,
        /** The fastest. */
        Latency,
        /** The cheapest that is predicted to meet the deadline. */
        Cost
    }

    /** An answer that is always the same. */
    public record FixedAnswer(int status, String contentType, String body) {}

    /**
     * A copy of requests for a target whose answers nobody gets.
     *
     * @param percent of requests
     * @param tolerance between numbers of its answer and of the real one; negative for no comparison
     */
    public record ShadowConfig(String target, double percent, double tolerance) {}
}

package dev.slipway.modelserver.config;

import dev.slipway.modelserver.precision.Precision;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the model is run and how requests wait for it. Every part of it has a default, and the operator writes only what
 * differs from it.
 *
 * @param executionProviders in order of preference: CUDA, CPU
 * @param batching how concurrent requests share a run
 * @param queue how long requests may wait
 * @param responseCache answers kept for equal requests
 * @param golden requests that must be reproduced before the server is ready
 * @param explain whether and how predictions are explained
 * @param precision the numbers that the model is run in
 */
public record ServingConfig(
        List<String> executionProviders,
        Batching batching,
        Queue queue,
        ResponseCache responseCache,
        Optional<Golden> golden,
        Optional<Explain> explain,
        Precision precision) {

    /** Everything by default. */
    public static final ServingConfig DEFAULT = new ServingConfig(
            List.of("CPU"), Batching.DEFAULT, Queue.DEFAULT, ResponseCache.OFF, Optional.empty(), Optional.empty());

    /** In the file's own precision. */
    public ServingConfig(
            List<String> executionProviders,
            Batching batching,
            Queue queue,
            ResponseCache responseCache,
            Optional<Golden> golden,
            Optional<Explain> explain) {
        this(executionProviders, batching, queue, responseCache, golden, explain, Precision.FP32);
    }

    /** The fields of the document that this record reads. */
    static final List<String> FIELDS =
            List.of("executionProviders", "batching", "queue", "responseCache", "golden", "explain", "precision");

    /** When requests share a run. */
    public enum Mode {
        /** Where the cost measured at warm-up says that it pays. */
        Auto,
        /** Always, waiting for a full batch. */
        Fixed,
        /** Never. */
        Off
    }

    /**
     * Dynamic batching.
     *
     * @param mode when
     * @param maxBatchSize most rows of a run
     * @param maxDelay how long a request waits for others ({@code Fixed})
     */
    public record Batching(Mode mode, int maxBatchSize, Duration maxDelay) {
        /** Auto, 64 rows, 2 ms. */
        public static final Batching DEFAULT = new Batching(Mode.Auto, 64, Duration.ofMillis(2));
    }

    /**
     * The line before the workers; its length is bounded by {@code limits.maxInFlight}.
     *
     * @param deadline the longest wait; a request that would wait longer is refused at once
     */
    public record Queue(Duration deadline) {
        /** Half a second. */
        public static final Queue DEFAULT = new Queue(Duration.ofMillis(500));
    }

    /**
     * Answers kept for equal requests.
     *
     * @param ttl how long; zero switches the cache off
     * @param maxBytes most memory
     */
    public record ResponseCache(Duration ttl, long maxBytes) {
        /** No cache. */
        public static final ResponseCache OFF = new ResponseCache(Duration.ZERO, 64L << 20);
    }

    /**
     * Requests with known answers.
     *
     * @param directory files of V2 requests and answers
     * @param tolerance the largest absolute difference of a number
     */
    public record Golden(String directory, double tolerance) {}

    /** How features are valued. */
    public enum ExplainMethod {
        /** By what the score loses without the feature. */
        Occlusion,
        /** By exact Shapley values; XGBoost and LightGBM files. */
        Shapley
    }

    /**
     * Explanations.
     *
     * @param method how features are valued
     * @param baseline what a feature is replaced by
     * @param features columns that are explained; empty: all
     */
    public record Explain(ExplainMethod method, Baseline baseline, List<String> features) {}

    /** What stands for a feature that is taken away. */
    public enum Baseline {
        /** 0. */
        Zero,
        /** Its mean over the golden requests. */
        Mean
    }

    static ServingConfig of(ConfigNode root) throws FailureException {
        return new ServingConfig(
                providers(root),
                batching(root),
                queue(root),
                responseCache(root),
                golden(root),
                explain(root),
                precision(root));
    }

    private static List<String> providers(ConfigNode root) throws FailureException {
        List<String> providers = root.strings("executionProviders");
        if (!List.of("CUDA", "CPU").containsAll(providers)) {
            throw root.refuse("executionProviders", "a list of CUDA and CPU");
        }
        return providers.isEmpty() ? DEFAULT.executionProviders() : List.copyOf(providers);
    }

    private static Precision precision(ConfigNode root) throws FailureException {
        String wanted = root.optionalString("precision").orElse("FP32");
        for (Precision precision : Precision.values()) {
            if (precision.name().equals(wanted)) {
                return precision;
            }
        }
        throw root.refuse("precision", "FP32, FP16 or INT8");
    }

    private static Batching batching(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("batching");
        if (node.isEmpty()) {
            return Batching.DEFAULT;
        }
        ConfigNode batching = node.get().only("mode", "maxBatchSize", "maxDelayMillis");
        return new Batching(
                mode(batching),
                batching.integer("maxBatchSize", 64, 1, 65_536),
                Duration.ofMillis(batching.integer("maxDelayMillis", 2, 0, 60_000)));
    }

    private static Mode mode(ConfigNode batching) throws FailureException {
        String mode = batching.optionalString("mode").orElse("Auto");
        for (Mode known : Mode.values()) {
            if (known.name().equals(mode)) {
                return known;
            }
        }
        throw batching.refuse("mode", "Auto, Fixed or Off");
    }

    private static Queue queue(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("queue");
        return node.isEmpty()
                ? Queue.DEFAULT
                : new Queue(Duration.ofMillis(
                        node.get().only("deadlineMillis").integer("deadlineMillis", 500, 1, 3_600_000)));
    }

    private static ResponseCache responseCache(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("responseCache");
        if (node.isEmpty()) {
            return ResponseCache.OFF;
        }
        ConfigNode cache = node.get().only("ttlMillis", "maxBytes");
        return new ResponseCache(
                Duration.ofMillis(cache.integer("ttlMillis", 0, 0, Integer.MAX_VALUE)),
                cache.integer("maxBytes", 64 << 20, 0, Integer.MAX_VALUE));
    }

    private static Optional<Golden> golden(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("golden");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode golden = node.get().only("directory", "tolerance");
        return Optional.of(
                new Golden(golden.string("directory"), golden.number("tolerance", 1e-5, 0, Double.POSITIVE_INFINITY)));
    }

    private static Optional<Explain> explain(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("explain");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode explain = node.get().only("method", "baseline", "features");
        ExplainMethod method =
                switch (explain.optionalString("method").orElse("Occlusion")) {
                    case "Occlusion" -> ExplainMethod.Occlusion;
                    case "Shapley" -> ExplainMethod.Shapley;
                    default -> throw explain.refuse("method", "Occlusion or Shapley");
                };
        Baseline baseline =
                switch (explain.optionalString("baseline").orElse("Zero")) {
                    case "Zero" -> Baseline.Zero;
                    case "Mean" -> Baseline.Mean;
                    default -> throw explain.refuse("baseline", "Zero or Mean");
                };
        if (baseline == Baseline.Mean && (method == ExplainMethod.Shapley || !root.has("golden"))) {
            throw explain.refuse("baseline", "Zero: Mean is for Occlusion, over golden requests");
        }
        return Optional.of(new Explain(method, baseline, List.copyOf(explain.strings("features"))));
    }
}

package dev.slipway.operator.modeldeployment.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.modeldeployment.ServerSpec;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Quantities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the model server runs the model and lets requests wait, as its configuration says it. What is left at its default is
 * not written: an upgrade of the operator must not change the configuration, and so the revision, of what runs.
 */
final class Serving {
    /** Where the ConfigMap of golden requests is mounted. */
    static final String GOLDEN_DIRECTORY = "/mnt/golden";

    private Serving() {}

    record Batching(String mode, int maxBatchSize, long maxDelayMillis) {}

    record Queue(long deadlineMillis) {}

    record ResponseCache(long ttlMillis, long maxBytes) {}

    record Golden(String directory, double tolerance) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Explain(String method, String baseline, List<String> features) {}

    static @Nullable Batching batching(ServerSpec server) {
        var batching = server.batching();
        return batching.equals(ServerSpec.Batching.DEFAULT)
                ? null
                : new Batching(
                        batching.mode().name(),
                        batching.maxBatchSize(),
                        Durations.parse(batching.maxDelay()).toMillis());
    }

    static @Nullable Queue queue(ServerSpec server) {
        var deadline = server.queue().deadline();
        return deadline.equals(ServerSpec.Queue.DEFAULT.deadline())
                ? null
                : new Queue(Durations.parse(deadline).toMillis());
    }

    static @Nullable ResponseCache responseCache(ServerSpec server) {
        var cache = server.responseCache();
        var ttl = Durations.parse(cache.ttl());
        return ttl.isZero()
                ? null
                : new ResponseCache(
                        ttl.toMillis(), Quantities.value(cache.maxBytes()).longValue());
    }

    static @Nullable Golden golden(ServerSpec server) {
        var golden = server.golden();
        return golden == null ? null : new Golden(GOLDEN_DIRECTORY, golden.tolerance());
    }

    static @Nullable String precision(ServerSpec server) {
        return server.precision() == ServerSpec.Precision.FP32
                ? null
                : server.precision().name();
    }

    static @Nullable Explain explain(ServerSpec server) {
        var explain = server.explain();
        return explain == null
                ? null
                : new Explain(explain.method().name(), explain.baseline().name(), explain.features());
    }
}

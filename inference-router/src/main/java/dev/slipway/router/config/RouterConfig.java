package dev.slipway.router.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One route, with all references resolved and all defaults applied.
 *
 * @param route {@code namespace/name}: the label of metrics and audit records
 * @param uid of the route: the salt of sticky assignment, part of cache keys
 * @param generation of the route: part of cache keys, so that a change of the route empties the cache
 * @param deadlineNanos how long a request may take; a caller can ask for less, never for more
 * @param maxBody bytes of a request
 * @param experiment the rollout, if there is one
 */
public record RouterConfig(
        String route,
        String uid,
        long generation,
        long deadlineNanos,
        long maxBody,
        List<TargetConfig> targets,
        List<RuleConfig> rules,
        List<EnrichConfig> enrich,
        ResilienceConfig resilience,
        Optional<CacheConfig> cache,
        AuthConfig auth,
        LimitsConfig limits,
        Optional<ExperimentConfig> experiment,
        AuditConfig audit,
        Optional<ListenTls> tls) {

    /** What the name of a feature server's target begins with: no target of a route can be called so. */
    public static final String FEATURES = "features:";

    /** The targets, and behind them the feature servers as targets. */
    public List<TargetConfig> allTargets() {
        List<TargetConfig> all = new ArrayList<>(targets);
        for (int i = 0; i < enrich.size(); i++) {
            all.add(TargetConfig.url(FEATURES + i, enrich.get(i).url()));
        }
        return all;
    }

    /**
     * Enrichment by features.
     *
     * @param url of a feature server's {@code /get-online-features}
     * @param references {@code view:feature}
     * @param entity the join key
     * @param entityPointer where its value stands in the body (RFC 6901)
     * @param budgetNanos how long it may take
     * @param onMissing what to do where features are missing or late
     */
    public record EnrichConfig(
            URI url,
            List<String> references,
            String entity,
            String entityPointer,
            long budgetNanos,
            OnMissing onMissing) {}

    /** What to do without features. */
    public enum OnMissing {
        /** Go on; a missing value is null. */
        Default,
        /** Go on without any. */
        Skip,
        /** Answer 503. */
        Fail
    }

    /**
     * The response cache.
     *
     * @param vary header fields that make requests differ
     * @param staleNanos how long after its time an answer may still serve when no target answers; 0 for not
     */
    public record CacheConfig(long ttlNanos, long maxBytes, List<String> vary, long staleNanos) {}

    /**
     * Rates and classes.
     *
     * @param perPrincipal requests per second of one caller; 0 for no limit
     * @param burst requests at once
     * @param priorities classes of {@code x-priority}, the best first
     */
    public record LimitsConfig(double perPrincipal, double burst, List<String> priorities) {}

    /** Whether requests are recorded, and what happens when the writer does not keep up. */
    public record AuditConfig(boolean enabled, OnOverflow onOverflow) {}

    /** What happens to requests that cannot be recorded. */
    public enum OnOverflow {
        /** They are served; the record is lost and counted. */
        Drop,
        /** They wait until they can be, and are refused with 503 at their deadline. */
        Block,
        /** They are refused with 503. */
        Reject
    }

    /** TLS of the port, with client certificates where {@code clientCaFile} is given. The files are read again when they change. */
    public record ListenTls(String certificateFile, String keyFile, Optional<String> clientCaFile) {}
}

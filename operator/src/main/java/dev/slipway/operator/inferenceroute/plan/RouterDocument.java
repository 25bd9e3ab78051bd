package dev.slipway.operator.inferenceroute.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.inferenceroute.Audit;
import dev.slipway.api.inferenceroute.Cache;
import dev.slipway.api.inferenceroute.Enrichment;
import dev.slipway.api.inferenceroute.Enrichment.OnMissing;
import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.api.inferenceroute.Limits;
import dev.slipway.api.inferenceroute.Resilience;
import dev.slipway.api.inferenceroute.RouteRule;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Quantities;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The document of a route's routers: the spec with every reference resolved. Equal facts give equal bytes, so that its hash says
 * whether it is in force. The contract is in {@code docs/reference/inference-router.md}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RouterDocument(
        String route,
        String uid,
        long generation,
        String deadline,
        long maxBodyBytes,
        List<TargetEntry> targets,
        List<RouteRule> rules,
        List<EnrichEntry> enrich,
        Resilience resilience,
        @Nullable CacheEntry cache,
        @Nullable AuthEntry auth,
        @Nullable LimitsEntry limits,
        @Nullable RolloutEntry rollout,
        Audit audit) {
    private static final int FEATURES_PORT = 6566;

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record EnrichEntry(
            String url, List<String> refs, String entity, String entityPointer, String budget, String onMissing) {
        /** A feature server has no defaults of its own: what is missing is null, unless the request is to fail. */
        static EnrichEntry of(Enrichment enrichment) {
            var pointer = enrichment.entityPointer();
            return new EnrichEntry(
                    "http://" + ChildNames.featureServer(enrichment.server()) + ":" + FEATURES_PORT,
                    enrichment.refs(),
                    pointer.substring(pointer.lastIndexOf('/') + 1),
                    pointer,
                    enrichment.budget(),
                    enrichment.onMissing() == OnMissing.Fail ? "Fail" : "Default");
        }
    }

    record CacheEntry(String ttl, long maxBytes, List<String> vary, String staleIfError) {
        static CacheEntry of(Cache cache) {
            return new CacheEntry(
                    cache.ttl(), Quantities.value(cache.maxBytes()).longValue(), cache.vary(), cache.staleIfError());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuthEntry(
            @Nullable String apiKeysDirectory, @Nullable Hmac hmac, boolean anonymous) {
        record Hmac(String directory, String window) {}

        static @Nullable AuthEntry of(InferenceRouteSpec spec) {
            var auth = spec.auth();
            if (auth == null) {
                return null;
            }
            return new AuthEntry(
                    auth.apiKeys() == null
                            ? null
                            : Mounts.directory(auth.apiKeys().secretRef()),
                    auth.hmac() == null
                            ? null
                            : new Hmac(
                                    Mounts.directory(auth.hmac().secretRef()),
                                    auth.hmac().window()),
                    auth.anonymous());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LimitsEntry(@Nullable Rate rate, List<String> priorities) {
        record Rate(int perPrincipal, int burst) {}

        static LimitsEntry of(Limits limits) {
            var rate = limits.rate();
            return new LimitsEntry(
                    rate == null
                            ? null
                            : new Rate(
                                    rate.perPrincipal(), rate.burst() == null ? 2 * rate.perPrincipal() : rate.burst()),
                    limits.priorities());
        }
    }

    static RouterDocument of(ObservedRoute observed, Optional<Progress> progress) {
        var spec = observed.spec();
        return new RouterDocument(
                observed.namespace() + "/" + observed.name(),
                observed.resource().getMetadata().getUid(),
                observed.resource().getMetadata().getGeneration(),
                spec.deadline(),
                Quantities.value(spec.maxBody()).longValue(),
                TargetEntry.all(observed, progress.map(Progress::trial)),
                spec.rules(),
                spec.enrich().stream().map(EnrichEntry::of).toList(),
                spec.resilience(),
                spec.cache() == null ? null : CacheEntry.of(spec.cache()),
                AuthEntry.of(spec),
                spec.limits() == null ? null : LimitsEntry.of(spec.limits()),
                progress.map(p -> RolloutEntry.of(observed, p)).orElse(null),
                spec.audit());
    }

    /** Null fields of the spec's own records are not part of the document: the router refuses them. */
    String toJson() {
        return CanonicalJson.write(CanonicalJson.withoutNulls(CanonicalJson.tree(this)));
    }
}

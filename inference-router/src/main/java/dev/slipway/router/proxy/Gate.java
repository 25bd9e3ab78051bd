package dev.slipway.router.proxy;

import dev.slipway.router.auth.ApiKeys;
import dev.slipway.router.auth.Nonces;
import dev.slipway.router.auth.Principal;
import dev.slipway.router.auth.Signatures;
import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.net.ClientStream;
import dev.slipway.router.policy.limit.Gcra;
import dev.slipway.router.targets.AuthFiles;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in: by key, by signature, or without credentials where the route allows it; and only as often as they may.
 * Credentials that are given and wrong are refused even where none are needed. The caller learns nothing of why.
 */
final class Gate {
    private static final int MOST_PRINCIPALS = 100_000;
    private static final byte[] GET = HeadWriter.ascii("GET");
    private static final byte[] HEAD = HeadWriter.ascii("HEAD");

    private final RouterConfig config;
    private final ApiKeys keys;
    private final @Nullable Signatures signatures;
    private final @Nullable Gcra rate;
    private final Map<String, Gcra> ownRates;

    /**
     * What becomes of a request.
     *
     * @param principal who asks
     * @param problem the refusal; null for none
     * @param why the refusal's reason, for the audit log alone
     * @param retryNanos when to come again; 0 for no word about it
     * @param digest what the body's digest has to be; empty for no matter
     * @param usedCredentials whether credentials were used here and end here
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Admission(
            Principal principal,
            @Nullable Problem problem,
            String why,
            long retryNanos,
            byte[] digest,
            boolean usedCredentials) {
        /** The class of the request, 0 the best: the one it asks for, but none better than the caller's own. */
        int level(Head head, List<String> classes) {
            if (classes.size() < 2) {
                return 0;
            }
            String wanted = head.value(FieldKind.PRIORITY);
            int level = wanted == null ? 0 : classes.indexOf(wanted);
            return Math.max(Math.max(0, level), classes.indexOf(principal.priority()));
        }
    }

    private static final byte[] NO_DIGEST = {};
    /** Anybody, without a check. */
    static final Admission OPEN = new Admission(Principal.ANONYMOUS, null, "", 0, NO_DIGEST, false);

    Gate(RouterConfig config, AuthFiles files, Nonces nonces) {
        this.config = config;
        this.keys = files.keys();
        this.signatures = config.auth()
                .hmac()
                .map(hmac -> new Signatures(files.secrets(), hmac.windowNanos() / 1_000_000_000L, nonces))
                .orElse(null);
        double perSecond = config.limits().perPrincipal();
        this.rate = perSecond > 0 ? new Gcra(perSecond, config.limits().burst(), MOST_PRINCIPALS) : null;
        this.ownRates = new HashMap<>();
    }

    Admission admit(ClientStream client, long now, long wallSeconds) {
        if (config.auth().open() && rate == null) {
            return OPEN;
        }
        Admission admission = config.auth().open() ? OPEN : identify(client, wallSeconds);
        if (admission.problem() != null) {
            return admission;
        }
        long wait = limit(admission.principal(), client, now);
        return wait == 0
                ? admission
                : new Admission(
                        admission.principal(),
                        new Problem(429, "RateLimited", "More requests than this caller may send."),
                        "rate",
                        wait,
                        NO_DIGEST,
                        false);
    }

    private Admission identify(ClientStream client, long wallSeconds) {
        Head head = client.head();
        Signatures signed = signatures;
        if (signed != null && head.find(FieldKind.SIGNATURE_INPUT) >= 0) {
            return switch (signed.check(head, client.secure(), hasBody(client), wallSeconds)) {
                case Signatures.Verdict.Signed good ->
                    new Admission(
                            new Principal(good.keyId(), java.util.Set.of(), 0, ""), null, "", 0, good.digest(), true);
                case Signatures.Verdict.Refused refused -> refuse(refused.reason());
            };
        }
        String key = key(head);
        if (key != null && config.auth().apiKeysDirectory().isPresent()) {
            Principal principal =
                    head.repeated(FieldKind.API_KEY) || head.repeated(FieldKind.AUTHORIZATION) ? null : keys.check(key);
            return principal == null
                    ? refuse("unknown or wrong API key")
                    : new Admission(principal, null, "", 0, NO_DIGEST, true);
        }
        return config.auth().anonymous() ? OPEN : refuse("no credentials");
    }

    private static boolean hasBody(ClientStream client) {
        Head head = client.head();
        boolean unknown = client.http2() && head.contentLength() != 0;
        return head.contentLength() > 0 || head.chunked() || (unknown && !head.methodIs(GET) && !head.methodIs(HEAD));
    }

    private static Admission refuse(String why) {
        return new Admission(Principal.ANONYMOUS, Problem.unauthorized(), why, 0, NO_DIGEST, false);
    }

    private static @Nullable String key(Head head) {
        String given = head.value(FieldKind.API_KEY);
        if (given != null) {
            return given;
        }
        String authorization = head.value(FieldKind.AUTHORIZATION);
        if (authorization != null
                && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                && ApiKeys.looksLikeOne(authorization.substring(7).strip())) {
            return authorization.substring(7).strip();
        }
        return null;
    }

    private long limit(Principal principal, ClientStream client, long now) {
        if (principal.ratePerSecond() > 0) {
            return ownRates.computeIfAbsent(
                            principal.id(),
                            unseen -> new Gcra(principal.ratePerSecond(), Math.max(1, principal.ratePerSecond()), 1))
                    .admit(principal.id(), 1, now);
        }
        Gcra known = rate;
        if (known == null) {
            return 0;
        }
        return known.admit(principal.known() ? principal.id() : "peer " + client.peer(), 1, now);
    }
}

package dev.slipway.router.proxy;

import dev.slipway.router.audit.AuditLog;
import dev.slipway.router.audit.AuditRecord;
import dev.slipway.router.auth.Hashing;
import dev.slipway.router.config.RouterConfig.OnOverflow;
import org.jspecify.annotations.Nullable;

/** The record of one request while the request is under way: its place in the log, and the digests of both bodies. */
final class AuditEntry {
    private static final byte[] UNKNOWN = {};

    private final Route route;
    private final AuditLog log;
    private byte[] inputDigest = UNKNOWN;
    private byte[] outputDigest = UNKNOWN;
    private boolean reserved;

    private AuditEntry(Route route, AuditLog log) {
        this.route = route;
        this.log = log;
    }

    /** Null where requests are not recorded. */
    static @Nullable AuditEntry of(Route route) {
        AuditLog log = route.audit();
        return log != null && route.config().audit().enabled() ? new AuditEntry(route, log) : null;
    }

    /** Whether the log has room for it, or it may be lost. */
    boolean hasRoom() {
        if (route.config().audit().onOverflow() == OnOverflow.Drop) {
            return true;
        }
        reserved = reserved || log.reserve();
        return reserved;
    }

    /** Takes the digest of the answer, and that of the request where it was not signed. */
    void digest(RequestBody body, byte[] signed, byte[] output) {
        if (body.kept()) {
            inputDigest = signed.length > 0 ? signed : Hashing.sha256().digest(body.bytes());
        }
        outputDigest = Hashing.sha256().digest(output);
    }

    byte[] inputDigest() {
        return inputDigest;
    }

    byte[] outputDigest() {
        return outputDigest;
    }

    void write(AuditRecord whole) {
        if (reserved) {
            log.offerReserved(whole);
        } else {
            log.offer(whole);
        }
    }
}
